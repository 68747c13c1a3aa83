package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Leases;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How nodes delete what is left of the apps that Olga has deleted. */
class PurgingTest {
    private static final Duration SOON = Duration.ofMillis(5);

    private final Vertx vertx = Vertx.vertx();
    private final InMemoryRecords records = new InMemoryRecords();
    private final Leases leases = records.records().leases();

    @AfterEach
    void stop() {
        World.await(vertx.close());
    }

    @Test
    void anAppGoesPartByPartOnceItsLastCallsAreOver() {
        long acme = deleted();
        Purged apps = new Purged(Map.of(acme, 3));
        Purging node = new Purging(vertx, apps, leases, Duration.ZERO, SOON);
        node.start();

        World.await(apps.gone(acme));
        World.await(node.stop());

        assertThat(apps.parts).containsEntry(acme, 3);
        assertThat(World.await(records.apps().deleted(Duration.ZERO, 10))).isEmpty();
    }

    @Test
    void whileItsLastCallsMayStillBeUnderWayNothingIsTouched() {
        long acme = deleted();
        Purged apps = new Purged(Map.of(acme, 1));
        Purging node = new Purging(vertx, apps, leases, Duration.ofMinutes(1), SOON);
        node.start();

        World.await(apps.looked(20));
        World.await(node.stop());

        assertThat(apps.parts).isEmpty();
        assertThat(World.await(records.apps().deleted(Duration.ZERO, 10))).containsExactly(acme);
    }

    @Test
    void anAppWhoseDataResistsKeepsNobodyElses() {
        long stubborn = deleted();
        long acme = deleted();
        long blue = deleted();
        Purged apps = new Purged(Map.of(acme, 2, blue, 2));
        apps.resists = stubborn;
        Purging node = new Purging(vertx, apps, leases, Duration.ZERO, SOON);
        node.start();

        World.await(Future.all(apps.gone(acme), apps.gone(blue)));
        assertThat(World.await(records.apps().deleted(Duration.ZERO, 10))).containsExactly(stubborn);

        apps.resists = 0;
        World.await(apps.gone(stubborn));
        World.await(node.stop());
    }

    @Test
    void oneNodeDoesItAndWhenItStopsAnotherGoesOn() {
        assertThat(World.await(leases.hold("purging", "somebody else", Duration.ofMinutes(1))))
                .isTrue();
        long acme = deleted();
        Purged apps = new Purged(Map.of(acme, 2));
        Purging first = new Purging(vertx, apps, leases, Duration.ZERO, SOON);
        first.start();
        assertThat(World.await(leases.hold("purging", "somebody else", Duration.ofMinutes(1))))
                .isTrue();
        assertThat(apps.parts).isEmpty();

        World.await(leases.release("purging", "somebody else"));
        World.await(apps.begun(acme));
        World.await(first.stop());
        int before = apps.parts.getOrDefault(acme, 0);

        Purging second = new Purging(vertx, apps, leases, Duration.ZERO, SOON);
        second.start();
        World.await(apps.gone(acme));
        World.await(second.stop());

        assertThat(before).isPositive();
        assertThat(World.await(leases.hold("purging", "a third", Duration.ofMinutes(1))))
                .as("whoever stops gives the lease back")
                .isTrue();
    }

    private long deleted() {
        App app = Story.begin(records.records()).app();
        World.await(records.apps().delete(app.sdkAppId()));
        return app.sdkAppId();
    }

    /** The record, in which apps take as many parts as they are said to. */
    private final class Purged implements Apps {
        private final Map<Long, Integer> needed;
        private final Map<Long, Promise<Void>> begun = new ConcurrentHashMap<>();
        private final Map<Long, Promise<Void>> gone = new ConcurrentHashMap<>();
        private final Map<Integer, Promise<Void>> looks = new ConcurrentHashMap<>();
        final Map<Long, Integer> parts = new ConcurrentHashMap<>();
        private volatile long resists;
        private final AtomicInteger looked = new AtomicInteger();

        Purged(Map<Long, Integer> needed) {
            this.needed = new HashMap<>(needed);
        }

        Future<Void> begun(long app) {
            return begun.computeIfAbsent(app, id -> Promise.promise()).future();
        }

        Future<Void> gone(long app) {
            return gone.computeIfAbsent(app, id -> Promise.promise()).future();
        }

        /** Somebody has looked so often for deleted apps. */
        Future<Void> looked(int often) {
            Promise<Void> promise = looks.computeIfAbsent(often, number -> Promise.promise());
            if (looked.get() >= often) {
                promise.tryComplete();
            }
            return promise.future();
        }

        @Override
        public Future<List<Long>> deleted(Duration ago, int limit) {
            int now = looked.incrementAndGet();
            looks.forEach((often, promise) -> {
                if (now >= often) {
                    promise.tryComplete();
                }
            });
            return records.apps().deleted(ago, limit);
        }

        @Override
        public Future<Boolean> purge(long app) {
            if (app == resists) {
                return Future.failedFuture(new StorageException.Broken("it resists", null));
            }
            int part = parts.merge(app, 1, Integer::sum);
            begun.computeIfAbsent(app, id -> Promise.promise()).tryComplete();
            if (part < needed.getOrDefault(app, 1)) {
                return Future.succeededFuture(false);
            }
            return records.apps().purge(app).onSuccess(done -> gone.computeIfAbsent(app, id -> Promise.promise())
                    .tryComplete());
        }

        @Override
        public Future<Created> create(NewApp app) {
            return records.apps().create(app);
        }

        @Override
        public Future<Optional<App>> bySdkAppId(long sdkAppId) {
            return records.apps().bySdkAppId(sdkAppId);
        }

        @Override
        public Future<Optional<App>> byHost(String host) {
            return records.apps().byHost(host);
        }

        @Override
        public Future<Map<String, String>> settings(long app) {
            return records.apps().settings(app);
        }

        @Override
        public Future<Void> changeSettings(long app, Map<String, String> values) {
            return records.apps().changeSettings(app, values);
        }

        @Override
        public Future<List<App>> list(long after, int limit) {
            return records.apps().list(after, limit);
        }

        @Override
        public Future<App> change(long sdkAppId, UnaryOperator<App> change) {
            return records.apps().change(sdkAppId, change);
        }

        @Override
        public Future<Void> delete(long sdkAppId, Consumer<App> check) {
            return records.apps().delete(sdkAppId, check);
        }
    }
}
