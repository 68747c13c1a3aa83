package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an export holds, and that it is handed over in parts. */
class ExportTest {
    @TempDir
    static Path dataDirectory;

    private static TestDatabases databases;
    private static PostgresStorage storage;

    @BeforeAll
    static void open() {
        databases = new TestDatabases(dataDirectory);
        storage = databases.open(databases.empty());
    }

    @AfterAll
    static void close() {
        await(storage.close());
        databases.close();
    }

    @Test
    void allThatIsKeptOfBobIsHandedOver() {
        Story story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Instant longAgo = Instant.parse("2024-01-01T00:00:00Z");
        NewMessage made = Story.newMessage(alice, room);
        Message old = story.send(new NewMessage(
                null,
                made.stringId(),
                made.room(),
                made.timeline(),
                made.sender(),
                longAgo,
                "Old",
                "{}",
                null,
                null,
                null));
        Message fromAlice = story.send(alice, room);
        Message fromBob = story.send(bob, room);
        story.read(bob, old.facts().timeline(), 1, 2);
        for (int i = 0; i < 3; i++) {
            await(storage.forgetting().forget(room.id(), longAgo.plusSeconds(1)));
        }
        await(storage.mutes().mute(bob.id(), alice.id()));

        List<JsonObject> lines = export(story, bob);

        assertThat(lines.get(0).getString("kind")).isEqualTo("person");
        assertThat(lines.get(0).getString("userId")).isEqualTo(bob.userId());
        assertThat(kind(lines, "membership")).singleElement().satisfies(one -> {
            assertThat(one.getString("roomId")).isEqualTo(room.roomId());
            assertThat(one.getBoolean("present")).isTrue();
        });
        assertThat(kind(lines, "message"))
                .extracting(one -> one.getLong("id"))
                .containsExactly(fromBob.facts().id());
        assertThat(kind(lines, "read")).hasSize(2);
        assertThat(kind(lines, "read"))
                .filteredOn(one -> one.getString("readAt") == null)
                .extracting(one -> one.getLong("lastMessage"))
                .containsExactly(old.facts().id());
        assertThat(kind(lines, "read"))
                .filteredOn(one -> one.getString("readAt") != null)
                .extracting(one -> one.getLong("firstMessage"))
                .containsExactly(fromAlice.facts().id());
        assertThat(kind(lines, "mute"))
                .extracting(one -> one.getString("userId"))
                .containsExactly(alice.userId());
        assertThat(lines.toString()).doesNotContain("hash");
    }

    @Test
    void muchIsHandedOverInParts() {
        Story story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        story.send(alice, room, 1_100);
        List<Integer> sizes = new ArrayList<>();

        await(storage.exports().export(story.app().sdkAppId(), alice.userId(), lines -> {
            sizes.add(lines.size());
            return Future.succeededFuture();
        }));

        assertThat(sizes).contains(500, 100).allMatch(size -> size <= 500);
        assertThat(sizes.stream().mapToInt(size -> size).sum()).isEqualTo(1_102);
    }

    @Test
    void nobodyIsNotFoundAndAReceiverThatFailsEndsIt() {
        Story story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        assertThatThrownBy(() -> await(
                        storage.exports().export(story.app().sdkAppId(), "nobody", lines -> Future.succeededFuture())))
                .isInstanceOf(StorageException.NotFound.class);
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> await(storage.exports()
                            .export(
                                    story.app().sdkAppId(),
                                    alice.userId(),
                                    lines -> Future.failedFuture(new IllegalStateException("gone")))))
                    .hasMessageContaining("gone");
        }
    }

    private static List<JsonObject> export(Story story, Person person) {
        List<JsonObject> all = new ArrayList<>();
        await(storage.exports().export(story.app().sdkAppId(), person.userId(), lines -> {
            lines.forEach(line -> all.add(new JsonObject(line)));
            return Future.succeededFuture();
        }));
        return all;
    }

    private static List<JsonObject> kind(List<JsonObject> lines, String kind) {
        return lines.stream().filter(one -> kind.equals(one.getString("kind"))).toList();
    }
}
