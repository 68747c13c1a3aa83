package dev.seenby.webhooks;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.IndexKeeper;
import dev.seenby.receipts.NoIndex;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.storage.Person;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryRecords;
import dev.seenby.tencent.WebhookWording;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpClientOptions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** Rita's back end and the nodes that tell it what Alice, Bob and Carol do, over real HTTP; the time is the test's. */
abstract class DeliveryStory {
    static final String SECRET = "Rita's secret";
    static final long TEST_NANOS = TimeUnit.SECONDS.toNanos(20);
    /** With receivers that hang. */
    static final Duration PATIENCE = Duration.ofMillis(500);
    /** So many failures in a row make a back-off of two minutes or more. */
    private static final int MANY = 8;

    /** What everybody's clock says. */
    final AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    /** Time that passes, however the clock is set. */
    final AtomicReference<Instant> steady = new AtomicReference<>(Instant.now());

    final InMemoryRecords memory = new InMemoryRecords(batch -> Future.succeededFuture(), () -> now.get());
    final List<Delivery> deliveries = new ArrayList<>();
    final Told told = new Told();
    Vertx vertx;
    Receiver rita;
    Story story;
    Person alice;
    Person bob;
    Person carol;

    /** What an operator would see. */
    static final class Told implements WebhookMetrics {
        final AtomicLong delivered = new AtomicLong();
        final AtomicLong dropped = new AtomicLong();
        final List<String> failures = new CopyOnWriteArrayList<>();
        volatile long waiting;
        volatile Duration oldest = Duration.ZERO;

        @Override
        public void waiting(long events) {
            waiting = events;
        }

        @Override
        public void oldest(Duration age) {
            oldest = age;
        }

        @Override
        public void delivered(long nanos) {
            delivered.incrementAndGet();
        }

        @Override
        public void failed(Cause cause) {
            failures.add(cause.label());
        }

        @Override
        public void dropped(long events) {
            dropped.addAndGet(events);
        }
    }

    @BeforeEach
    void begin() {
        vertx = Vertx.vertx();
        rita = new Receiver();
        story = Story.begin(memory.records());
        alice = story.person("Alice");
        bob = story.person("Bob");
        carol = story.person("Carol");
        ask("/hook", EnumSet.allOf(AppOptions.Event.class));
    }

    @AfterEach
    void end() {
        deliveries.forEach(delivery -> await(delivery.stop()));
        rita.close();
        await(vertx.close());
    }

    void ask(String path, Set<AppOptions.Event> events) {
        memory.ask(story.app().sdkAppId(), new Webhook(rita.url(path), SECRET, events));
    }

    Delivery node() {
        return node(PATIENCE);
    }

    /** @param patience with receivers */
    Delivery node(Duration patience) {
        NoIndex index = new NoIndex();
        Receipts receipts = new Receipts(
                index,
                new IndexKeeper(vertx, index, memory.log(), ReceiptMetrics.NONE),
                memory.reads(),
                ReceiptMetrics.NONE);
        Delivery delivery = new Delivery(
                vertx,
                memory.records().webhooks(),
                memory.apps(),
                memory.records().leases(),
                new WebhookWording(memory.records().webhooks(), memory.messages(), memory.people(), receipts),
                told,
                now::get,
                steady::get,
                new Poster(vertx, new HttpClientOptions(), patience));
        deliveries.add(delivery);
        delivery.start();
        return delivery;
    }

    void pass(Duration time) {
        now.updateAndGet(before -> before.plus(time));
        steady.updateAndGet(before -> before.plus(time));
    }

    /** Until it is so, while the time that back-offs wait for passes quickly. */
    void until(BooleanSupplier so) {
        until(so, Duration.ofSeconds(1));
    }

    void untilTheBackOffIsLong() {
        until(() -> told.failures.size() > MANY, Duration.ofSeconds(10));
    }

    /** Until it is so, while no back-off comes to its end. */
    void atOnce(BooleanSupplier so) {
        until(so, Duration.ZERO);
    }

    void until(BooleanSupplier so, Duration step) {
        long deadline = System.nanoTime() + TEST_NANOS;
        while (!so.getAsBoolean()) {
            assertThat(System.nanoTime()).as("it never became so").isLessThan(deadline);
            pass(step);
            await(vertx.timer(20));
        }
    }

    boolean nothingWaits() {
        return await(memory.records().webhooks().count(1)) == 0;
    }
}
