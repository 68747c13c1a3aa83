package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Clients that do one act after another, each waiting for its answer before the next. */
final class Clients {
    /** What a client does. */
    interface Turns {
        /** @param turn from 0. @return null when the client has done all it will */
        @Nullable
        Future<?> next(int client, long turn);
    }

    private final Turns turns;
    private final AtomicLong acts = new AtomicLong();

    private Clients(Turns turns) {
        this.turns = turns;
    }

    /** @return how many acts were done by all of them together */
    static long run(int clients, Turns turns) throws Exception {
        Clients all = new Clients(turns);
        List<Future<Void>> done = new ArrayList<>();
        for (int client = 0; client < clients; client++) {
            Promise<Void> promise = Promise.promise();
            all.go(client, 0, promise);
            done.add(promise.future());
        }
        await(Future.all(done));
        return all.acts.get();
    }

    /** Every reader reads up to each of these ends in turn; nobody has two acts under way. */
    static void readInSittings(String what, int clients, Scheme scheme, int readers, int messages, int each)
            throws Exception {
        long start = System.nanoTime();
        long acts = run(Math.min(clients, readers), (client, turn) -> {
            int own = (readers - client - 1) / clients + 1;
            int reader = client + (int) (turn % own) * clients;
            long first = turn / own * each + 1;
            return first > messages ? null : scheme.read(reader, first, Math.min(messages, first + each - 1));
        });
        double seconds = (System.nanoTime() - start) / 1e9;
        System.err.printf(Locale.ROOT, "%s: %,d acts in %.1f s, %,.0f a second%n", what, acts, seconds, acts / seconds);
    }

    private void go(int client, long turn, Promise<Void> done) {
        Future<?> act;
        try {
            act = turns.next(client, turn);
        } catch (RuntimeException e) {
            done.fail(e);
            return;
        }
        if (act == null) {
            done.complete();
            return;
        }
        act.onComplete(
                any -> {
                    acts.incrementAndGet();
                    go(client, turn + 1, done);
                },
                done::fail);
    }
}
