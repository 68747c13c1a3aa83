package dev.seenby.retention;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Erasures.Erasure;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Records;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What one of all nodes does in the background. */
class RetentionTest {
    private static final Duration PAUSE = Duration.ofMillis(10);
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final Vertx vertx = Vertx.vertx();
    private final Records records = new InMemoryRecords().records();

    @AfterEach
    void close() {
        await(vertx.close());
    }

    @Test
    void readsOfOldMessagesAreForgottenWhereTheAppWantsIt() {
        Story forgetful = Story.begin(records);
        Story keeping = Story.begin(records);
        keepReads(forgetful, 30);
        Message old = sent(forgetful, 31);
        Message young = sent(forgetful, 29);
        Message kept = sent(keeping, 31);
        Forgetter forgetter = new Forgetter(
                vertx, records.apps(), records.forgetting(), records.leases(), RetentionMetrics.NONE, () -> NOW, PAUSE);

        forgetter.start();
        until(() -> forgetful.counts(old).equals(Counts.DELETED));
        await(forgetter.stop());

        assertThat(forgetful.counts(young)).isEqualTo(new Counts(0, 1));
        assertThat(keeping.counts(kept)).isEqualTo(new Counts(0, 1));
        assertThat(await(records.leases().hold("forgetting", "another node", Duration.ofMinutes(1))))
                .isTrue();
    }

    @Test
    void whoIsToBeErasedIsErasedByAndBy() {
        Story story = Story.begin(records);
        Person bob = story.person("Bob");
        story.room("Lobby", bob, story.person("Alice"));
        long app = story.app().sdkAppId();
        Eraser eraser = new Eraser(vertx, records.erasures(), records.leases(), RetentionMetrics.NONE, PAUSE);
        eraser.start();

        Erasure begun = await(records.erasures().begin(app, bob.userId(), false));
        until(() -> await(records.erasures().underWay(10)).isEmpty());
        await(eraser.stop());

        assertThat(await(records.erasures().byId(app, begun.id())).orElseThrow().doneAt())
                .isNotNull();
        assertThat(await(records.leases().hold("erasing", "another node", Duration.ofMinutes(1))))
                .isTrue();
    }

    private void keepReads(Story story, int days) {
        AppOptions options = new AppOptions(Map.of(), 0, days, Set.of(), null);
        await(records.apps()
                .change(
                        story.app().sdkAppId(),
                        app -> new App(
                                app.sdkAppId(),
                                app.name(),
                                app.hosts(),
                                app.callsPerSecond(),
                                app.ceilingPerSecond(),
                                app.callsPerSecondPerPerson(),
                                app.secretKey(),
                                app.administrator(),
                                app.createdAt(),
                                app.version(),
                                options)));
    }

    /** A message of Alice's that Bob has not read. */
    private static Message sent(Story story, int daysAgo) {
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice, story.person("Bob"));
        NewMessage made = Story.newMessage(alice, room);
        return story.send(new NewMessage(
                null,
                made.stringId(),
                made.room(),
                made.timeline(),
                made.sender(),
                NOW.minus(Duration.ofDays(daysAgo)),
                made.text(),
                made.payload(),
                null,
                null,
                null));
    }

    private static void until(BooleanSupplier reached) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!reached.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }
}
