package dev.seenby.retention;

import dev.seenby.receipts.Change;
import dev.seenby.receipts.Steps;
import dev.seenby.receipts.Telling;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.Erasures.Part;
import dev.seenby.storage.Erasures.Step;
import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out the erasures that are under way, one after the other. It begins only when the calls that were under way as an
 * erasure was asked for are over, so that none of them leaves anything behind. Who waits for events is told of the messages that
 * are deleted.
 */
public final class Eraser {
    /** How long after an erasure was asked for the person's last calls are over. */
    public static final Duration LAST_CALLS = Duration.ofSeconds(30);

    private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);
    private static final int AT_ONCE = 1_000;
    private static final long NOBODY = 0;

    private final Erasures erasures;
    private final Telling telling;
    private final RetentionMetrics metrics;
    private final InstantSource clock;
    private final Duration lastCalls;
    private final Rounds rounds;

    /**
     * @param lastCalls how long after it was asked for an erasure is let be
     * @param pause after each round
     */
    public Eraser(
            Vertx vertx,
            Erasures erasures,
            Leases leases,
            Telling telling,
            RetentionMetrics metrics,
            InstantSource clock,
            Duration lastCalls,
            Duration pause) {
        this.erasures = erasures;
        this.telling = telling;
        this.metrics = metrics;
        this.clock = clock;
        this.lastCalls = lastCalls;
        this.rounds = new Rounds(vertx, leases, metrics, "erasing", pause, new Rounds.Work() {
            @Override
            public Future<Void> round(Rounds.Going going) {
                return all(going);
            }

            @Override
            public void elsewhere() {
                metrics.erasing(0);
            }
        });
    }

    public void start() {
        rounds.start();
    }

    /** Completes when no step is under way any more. */
    public Future<Void> stop() {
        return rounds.stop();
    }

    private Future<Void> all(Rounds.Going going) {
        return erasures.underWay(AT_ONCE).compose(all -> {
            metrics.erasing(all.size());
            Instant ripe = clock.instant().minus(lastCalls);
            return Steps.each(
                    all.stream().filter(one -> !one.requestedAt().isAfter(ripe)).iterator(),
                    one -> erase(going, one).recover(going::without));
        });
    }

    private Future<Void> erase(Rounds.Going going, Erasure erasure) {
        Erasure[] now = {erasure};
        return Steps.untilDone(() -> going.on()
                .compose(on -> !on
                        ? Future.succeededFuture(true)
                        : part(now[0]).map(part -> {
                            now[0] = part.after();
                            if (now[0].step() != Step.DONE) {
                                return false;
                            }
                            LOG.info("erasure {} of app {} is done", now[0].id(), now[0].app());
                            metrics.erased();
                            return true;
                        })));
    }

    private Future<Part> part(Erasure now) {
        if (now.step() != Step.MESSAGES || now.keepsMessages()) {
            return erasures.goOn(now.id());
        }
        return telling.act(new Telling.Act<>(
                now.app(),
                NOBODY,
                null,
                false,
                null,
                () -> erasures.goOn(now.id()),
                (part, found) ->
                        part.deleted().stream().<Change>map(Change.Deleted::new).toList()));
    }
}
