package dev.seenby.retention;

import dev.seenby.storage.Erasures;
import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.Iterator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Carries out the erasures that are under way, one after the other. */
public final class Eraser {
    private static final Logger LOG = LoggerFactory.getLogger(Eraser.class);
    private static final int AT_ONCE = 100;

    private final Erasures erasures;
    private final RetentionMetrics metrics;
    private final Rounds rounds;

    /** @param pause after each round */
    public Eraser(Vertx vertx, Erasures erasures, Leases leases, RetentionMetrics metrics, Duration pause) {
        this.erasures = erasures;
        this.metrics = metrics;
        this.rounds = new Rounds(vertx, leases, metrics, "erasing", pause, this::round);
    }

    public void start() {
        rounds.start();
    }

    /** Completes when no step is under way any more. */
    public Future<Void> stop() {
        return rounds.stop();
    }

    private Future<Void> round(Rounds.Going going) {
        return erasures.underWay(AT_ONCE).compose(all -> {
            metrics.erasing(all.size());
            return each(going, all.iterator());
        });
    }

    private Future<Void> each(Rounds.Going going, Iterator<Erasure> all) {
        return all.hasNext()
                ? erase(going, all.next().id()).compose(done -> each(going, all))
                : Future.succeededFuture();
    }

    private Future<Void> erase(Rounds.Going going, long erasure) {
        return going.on()
                .compose(on -> !on
                        ? Future.succeededFuture()
                        : erasures.goOn(erasure).compose(now -> {
                            if (now.step() != Erasures.Step.DONE) {
                                return erase(going, erasure);
                            }
                            LOG.info("erasure {} of app {} is done", now.id(), now.app());
                            metrics.erased();
                            return Future.succeededFuture();
                        }));
    }
}
