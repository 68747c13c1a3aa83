package dev.seenby.app;

import static dev.seenby.app.Server.await;

import dev.seenby.observability.Metrics;
import dev.seenby.receipts.Purging;
import dev.seenby.receipts.Telling;
import dev.seenby.retention.Eraser;
import dev.seenby.retention.Forgetter;
import dev.seenby.tencent.WebhookWording;
import dev.seenby.webhooks.Delivery;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.InstantSource;

/** Starts what goes on besides calls. Every node starts all of it, and whoever holds a work's lease does that work. */
record Background(Vertx vertx, Stores stores, UseCases useCases, Telling telling, Metrics metrics, Started started) {
    private static final Duration PURGING_PAUSE = Duration.ofSeconds(5);
    /** Days are what it goes by; and each round looks at all rooms of the apps that want it. */
    private static final Duration FORGETTING_PAUSE = Duration.ofMinutes(10);

    private static final Duration ERASING_PAUSE = Duration.ofSeconds(2);

    void start() {
        purging();
        forgetting();
        erasing();
        webhooks();
    }

    private void purging() {
        Purging purging = new Purging(vertx, stores.apps(), stores.leases(), Purging.LAST_CALLS, PURGING_PAUSE);
        purging.start();
        started.add("the deletion of apps", () -> await(purging.stop()));
    }

    private void forgetting() {
        Forgetter forgetter = new Forgetter(
                vertx,
                stores.apps(),
                stores.forgetting(),
                stores.leases(),
                metrics.retention(),
                InstantSource.system(),
                FORGETTING_PAUSE);
        forgetter.start();
        started.add("forgetting", () -> await(forgetter.stop()));
    }

    private void erasing() {
        Eraser eraser = new Eraser(
                vertx,
                stores.erasures(),
                stores.leases(),
                telling,
                metrics.retention(),
                InstantSource.system(),
                Eraser.LAST_CALLS,
                ERASING_PAUSE);
        eraser.start();
        started.add("erasing", () -> await(eraser.stop()));
    }

    private void webhooks() {
        WebhookWording wording =
                new WebhookWording(stores.webhooks(), stores.messages(), stores.people(), useCases.receipts());
        Delivery delivery = new Delivery(
                vertx,
                stores.webhooks(),
                stores.apps(),
                stores.leases(),
                wording,
                metrics.webhooks(),
                InstantSource.system());
        delivery.start();
        started.add("the webhooks", () -> await(delivery.stop()));
    }
}
