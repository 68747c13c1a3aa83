package dev.seenby.limits;

import dev.seenby.limits.Refused.Reason;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How many calls a node works on at once, and whose. There are {@code places} for them. An app gets one
 *
 * <ul>
 *   <li>if it has fewer than {@value #EACH} and any is free, or
 *   <li>if it has fewer than are free in the first half of the places.
 * </ul>
 *
 * <p>So one app alone takes a quarter of the places at most, two greedy ones a sixth each, and the second half is
 * only ever given to those who have fewer than {@value #EACH}: such an app is refused by nobody but {@code places / 2 /
 * EACH} others that all have that many at this moment. An app that has its share waits for one of its own calls to end,
 * with at most {@value #WAITING} others of its own, and for a second; beyond that it is refused at once.
 *
 * <p>While event loops are late and more than one app calls, an app of which some are refused has fewer places: see {@link Headroom}.
 *
 * <p>Without locks: what an app has is changed by one at a time, and the sum of all by comparing and setting.
 */
public final class Admission {
    /** So many places any app may have while any are free. */
    static final int EACH = 4;
    /** So many calls of an app may wait for a place: more than a second's burst of one API call. */
    static final int WAITING = 256;
    /** So many times as many calls as there are places may wait, of all apps. */
    private static final int WAITING_FOR_EACH_PLACE = 16;

    /** And so many for each place that the app may have while event loops are late. */
    private static final int WAITING_FOR_EACH_OF_ITS_PLACES = 16;

    private static final long LONGEST_WAIT_NANOS = TimeUnit.SECONDS.toNanos(1);
    /** How long an app that has called, or was refused, is counted as one that is. */
    private static final long RECENT_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** A call of an app that waits, and the context that is to go on with it. */
    private record Waiter(
            long app, Promise<Void> promise, @Nullable Context context, long since) {
        static Waiter now(long app, long nanos) {
            return new Waiter(app, Promise.promise(), Vertx.currentContext(), nanos);
        }

        void goOn() {
            on(Promise::complete);
        }

        void refuse(RuntimeException why) {
            on(waiting -> waiting.fail(why));
        }

        private void on(Consumer<Promise<Void>> outcome) {
            if (context == null) {
                outcome.accept(promise);
            } else {
                context.runOnContext(now -> outcome.accept(promise));
            }
        }
    }

    /** What an app has. Touched only while its entry is computed. */
    private final class Share {
        int working;
        /** When one of its calls was refused last because others of its own wait. */
        long refused = nanoTime.getAsLong() - RECENT_NANOS;

        final ArrayDeque<Waiter> waiting = new ArrayDeque<>();
    }

    private final int places;
    private final long bodyBytes;
    private final LimitMetrics metrics;
    private final LongSupplier nanoTime;
    private final Headroom headroom;
    private final AtomicInteger working = new AtomicInteger();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicLong held = new AtomicLong();
    private final ConcurrentHashMap<Long, Share> shares = new ConcurrentHashMap<>();
    /** The app that called last, and when last another one had called before; some threads may see them late. */
    private volatile long lastApp = -1;

    private volatile long lastOther;

    /**
     * @param places calls that are worked on at once, at least 16
     * @param bodyBytes how much memory the bodies of all calls that have arrived may take
     */
    public Admission(int places, long bodyBytes, LimitMetrics metrics) {
        this(places, bodyBytes, metrics, System::nanoTime);
    }

    Admission(int places, long bodyBytes, LimitMetrics metrics, LongSupplier nanoTime) {
        this.places = places;
        this.bodyBytes = bodyBytes;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
        this.headroom = new Headroom(places / 4, nanoTime.getAsLong());
        this.lastOther = nanoTime.getAsLong() - RECENT_NANOS;
    }

    /** Places that an app of which calls are refused may have now, while others call. */
    public int headroom() {
        return headroom.places();
    }

    /** Calls that are worked on now. */
    public int working() {
        return working.get();
    }

    /** Calls that wait for a place now. */
    public int waiting() {
        return waiting.get();
    }

    /** Bytes of the bodies of all calls that have arrived and are not answered. */
    public long bodies() {
        return held.get();
    }

    /** A call has arrived; whose it is, is not known yet. */
    public Visit arrived() {
        return new Bounded();
    }

    /**
     * From now on it is seen how late event loops are, and those who have waited for too long are refused whatever else happens:
     * an app whose calls all hang would hear of it only when one of them ends.
     */
    public void start(Vertx vertx) {
        vertx.setPeriodic(Headroom.LOOK_MILLIS, tick -> look());
    }

    /** Each {@value Headroom#LOOK_MILLIS} ms. */
    void look() {
        headroom.look(nanoTime.getAsLong());
        if (waiting.get() > 0) {
            shares.keySet().forEach(app -> {
                List<Runnable> after = new ArrayList<>();
                shares.computeIfPresent(app, (id, share) -> {
                    goOn(share, 1, after);
                    return unlessIdle(share);
                });
                after.forEach(Runnable::run);
            });
        }
    }

    private final class Bounded implements Visit {
        private long bytes;
        /** The app whose place it has, -1 = none. */
        private final AtomicLong app = new AtomicLong(-1);
        /** Is set while it asks, before anybody else knows of it. */
        private volatile @Nullable Waiter waiter;

        @Override
        public boolean holds(int more) {
            if (held.addAndGet(more) > bodyBytes) {
                held.addAndGet(-more);
                metrics.turnedAway(Reason.BODIES);
                return false;
            }
            bytes += more;
            return true;
        }

        @Override
        public Future<Void> enter(long of) {
            return take(of, this).onSuccess(entered -> app.set(of));
        }

        @Override
        public void giveUp(RuntimeException why) {
            Waiter waits = waiter;
            if (waits != null && forget(waits)) {
                waits.refuse(why);
            }
        }

        @Override
        public void rests() {
            long had = app.getAndSet(-1);
            if (had >= 0) {
                release(had);
            }
        }

        @Override
        public void leave() {
            rests();
            held.addAndGet(-bytes);
            bytes = 0;
        }
    }

    private Future<Void> take(long app, Bounded visit) {
        if (app != lastApp) {
            if (lastApp >= 0) {
                lastOther = nanoTime.getAsLong();
            }
            lastApp = app;
        }
        List<Future<Void>> outcome = new ArrayList<>(1);
        shares.compute(app, (id, known) -> {
            Share share = known == null ? new Share() : known;
            outcome.add(take(app, share, visit));
            return unlessIdle(share);
        });
        return outcome.get(0);
    }

    private Future<Void> take(long app, Share share, Bounded visit) {
        int most = most(share);
        if (share.waiting.isEmpty() && share.working < most && gets(share.working, places)) {
            share.working++;
            return Future.succeededFuture();
        }
        if (share.waiting.size() >= Math.min(WAITING, Math.max(1, most) * WAITING_FOR_EACH_OF_ITS_PLACES)) {
            share.refused = nanoTime.getAsLong();
            return Future.failedFuture(refused(Reason.APP));
        }
        boolean nobodyWouldWakeIt = most > 0 && share.working == 0 && share.waiting.isEmpty();
        if (nobodyWouldWakeIt || waiting.get() >= places * WAITING_FOR_EACH_PLACE) {
            return Future.failedFuture(refused(Reason.NODE));
        }
        Waiter waiter = Waiter.now(app, nanoTime.getAsLong());
        visit.waiter = waiter;
        waiting.incrementAndGet();
        share.waiting.add(waiter);
        return waiter.promise().future();
    }

    /** Takes it out of its queue. @return false if it is there no more: it has been told what becomes of it */
    private boolean forget(Waiter waiter) {
        List<Waiter> forgotten = new ArrayList<>(1);
        shares.computeIfPresent(waiter.app(), (id, share) -> {
            if (share.waiting.remove(waiter)) {
                waiting.decrementAndGet();
                forgotten.add(waiter);
            }
            return unlessIdle(share);
        });
        return !forgotten.isEmpty();
    }

    /** What is kept of an app: nothing once it neither works nor waits. */
    private static @Nullable Share unlessIdle(Share share) {
        return share.working == 0 && share.waiting.isEmpty() ? null : share;
    }

    /** Places that an app may have; 0 = one of its calls is begun at each look, if none is under way. */
    private int most(Share share) {
        long now = nanoTime.getAsLong();
        return now - share.refused < RECENT_NANOS && now - lastOther < RECENT_NANOS ? headroom.places() : places;
    }

    /** Takes a place, if there is one for an app that has so many. @param below how many may be taken at most before */
    private boolean gets(int has, int below) {
        int all = working.get();
        while (all < below && (has < EACH || has < places / 2 - all)) {
            if (working.compareAndSet(all, all + 1)) {
                return true;
            }
            all = working.get();
        }
        return false;
    }

    private void release(long app) {
        List<Runnable> after = new ArrayList<>(1);
        shares.computeIfPresent(app, (id, share) -> {
            share.working--;
            working.decrementAndGet();
            goOn(share, 0, after);
            return unlessIdle(share);
        });
        after.forEach(Runnable::run);
    }

    /**
     * Those who have waited too long are refused, and the next gets the place, unless others need it more.
     *
     * @param least so many places it has in any case
     */
    private void goOn(Share share, int least, List<Runnable> after) {
        long now = nanoTime.getAsLong();
        int most = Math.max(least, most(share));
        while (!share.waiting.isEmpty()) {
            Waiter next = share.waiting.element();
            if (now - next.since() >= LONGEST_WAIT_NANOS) {
                after.add(() -> next.refuse(refused(Reason.APP)));
            } else if (share.working < most && gets(share.working, share.working == 0 ? places : places - 1)) {
                share.working++;
                after.add(next::goOn);
            } else if (most > 0 && share.working == 0) {
                // Nobody would wake it.
                after.add(() -> next.refuse(refused(Reason.NODE)));
            } else {
                return;
            }
            share.waiting.remove();
            waiting.decrementAndGet();
        }
    }

    private Refused refused(Reason reason) {
        metrics.turnedAway(reason);
        return new Refused(reason);
    }
}
