package dev.seenby.storage.model;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.IndexLog.Lane;
import dev.seenby.storage.IndexLog.Tail;
import dev.seenby.storage.LogBatch;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What takes hours, or a slow listener. */
class InMemoryLogTest {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));

    @Test
    void batchesArePrunedAfterAnHourAndASilentLaneRetiresAfterADay() {
        InMemoryRecords records = new InMemoryRecords(batch -> Future.succeededFuture(), now::get);
        Story story = Story.begin(records.records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        story.send(alice, room, 2);
        now.updateAndGet(then -> then.plus(Duration.ofMinutes(61)));
        story.send(alice, room);

        await(records.log().prune());
        Tail tail = await(records.log().tail(Map.of(), 10));
        Lane lane = tail.lanes().get(0);
        assertThat(lane).isEqualTo(new Lane(lane.id(), 2, 3));
        assertThat(tail.batches()).extracting(LogBatch::n).containsExactly(3L);

        now.updateAndGet(then -> then.plus(Duration.ofHours(25)));
        await(records.log().prune());
        tail = await(records.log().tail(Map.of(lane.id(), 3L), 10));
        assertThat(tail.retired()).containsExactly(lane.id());
        assertThat(tail.lanes()).isEmpty();

        story.send(alice, room);
        tail = await(records.log().tail(Map.of(), 10));
        assertThat(tail.batches()).extracting(LogBatch::n).containsExactly(1L);
        assertThat(tail.lanes().get(0).id()).isNotEqualTo(lane.id());
    }

    @Test
    void aCallIsAnsweredAfterTheListenerAndTheNextBatchIsToldAfterThat() {
        List<Promise<Void>> told = new ArrayList<>();
        InMemoryRecords records = new InMemoryRecords(
                batch -> {
                    told.add(Promise.promise());
                    return told.get(told.size() - 1).future();
                },
                now::get);
        Story story = Story.begin(records.records());
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);

        var first = records.messages().send(Story.newMessage(alice, room));
        var second = records.messages().send(Story.newMessage(alice, room));
        assertThat(told).hasSize(1);
        told.get(0).fail("the index is away");
        await(first);
        // Nobody answers this one: the writer gives up waiting.
        assertThat(await(second).facts().clock()).isEqualTo(2);
        assertThat(told).hasSize(2);
    }
}
