package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexLog;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections break at the worst moments; nothing acknowledged is lost and nothing happens twice. */
class LostConnectionTest {
    @TempDir
    static Path directory;

    private static TestDatabases databases;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
    }

    @AfterAll
    static void stop() {
        databases.close();
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER_LOST", "NEVER_ARRIVES"})
    void aMarkWhoseCommitIsLostHappensOnce(LossyProxy.Fate fate) {
        String uri = databases.empty();
        LossyProxy proxy = new LossyProxy(databases.vertx, uri);
        PostgresStorage storage = databases.open(proxy.uri());
        Story story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Message hello = story.send(alice, story.room("Lobby", alice, bob));
        story.read(bob, hello);
        story.unread(bob, hello);

        proxy.nextCommit(fate);
        story.read(bob, hello);

        assertThat(proxy.isArmed()).isFalse();
        assertThat(story.counts(hello)).isEqualTo(new Counts(1, 0));
        assertThat(versions(storage, hello)).isEqualTo(Map.of(alice.id(), List.of(1L), bob.id(), List.of(1L, 2L, 3L)));
        await(storage.close());
    }

    @ParameterizedTest
    @EnumSource(names = {"ANSWER_LOST", "NEVER_ARRIVES"})
    void aMessageWhoseCommitIsLostIsStoredOnce(LossyProxy.Fate fate) {
        String uri = databases.empty();
        LossyProxy proxy = new LossyProxy(databases.vertx, uri);
        PostgresStorage storage = databases.open(proxy.uri());
        Story story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        Message first = story.send(alice, room);

        proxy.nextCommit(fate);
        Message second = story.send(alice, room);

        assertThat(proxy.isArmed()).isFalse();
        assertThat(second.facts().clock()).isEqualTo(2);
        assertThat(await(storage.messages().byStringIds(story.app().sdkAppId(), List.of(second.stringId()))))
                .containsExactly(second);
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(3);
        assertThat(versions(storage, first)).isEqualTo(Map.of(alice.id(), List.of(1L, 2L, 3L)));
        await(storage.close());
    }

    @Test
    void comingAndGoingBearLostCommits() {
        String uri = databases.empty();
        LossyProxy proxy = new LossyProxy(databases.vertx, uri);
        PostgresStorage storage = databases.open(proxy.uri());
        Story story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice);
        for (LossyProxy.Fate fate : List.of(LossyProxy.Fate.ANSWER_LOST, LossyProxy.Fate.NEVER_ARRIVES)) {
            story.send(alice, room);
            proxy.nextCommit(fate);
            story.join(room, bob);
            story.send(alice, room);
            proxy.nextCommit(fate);
            story.leave(room, bob);
            assertThat(proxy.isArmed()).isFalse();
            assertThat(await(storage.rooms().size(room.id()))).isEqualTo(1);
        }
        assertThat(await(storage.log().entries(IndexUnit.room(room.id()), -1, 10)))
                .singleElement()
                .satisfies(entry -> assertThat(entry.runs()).containsExactly(new Positions(2, 2), new Positions(4, 4)));
        await(storage.close());
    }

    @Test
    void aSendOfUnknownOutcomeSaysSoAndMayBeRepeated() {
        String uri = databases.empty();
        LossyProxy proxy = new LossyProxy(databases.vertx, uri);
        PostgresStorage storage = databases.open(proxy.uri());
        Story story = Story.begin(TestDatabases.records(storage));
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        NewMessage hello = Story.newMessage(alice, room);

        proxy.nextCommit(LossyProxy.Fate.LAST_WORD);
        assertThatThrownBy(() -> story.send(hello)).isInstanceOf(StorageException.OutcomeUnknown.class);
        assertThatThrownBy(() -> await(storage.check())).isInstanceOf(StorageException.Unavailable.class);

        proxy.heal();
        assertThat(story.send(hello).facts().clock()).isEqualTo(1);
        assertThat(TestDatabases.number(databases.run(uri, "select count(*) from message")))
                .isEqualTo(1);
        await(storage.close());
    }

    @Test
    void killedConnectionsUnderLoadLoseNothing() {
        String uri = databases.empty();
        List<String> lost = new CopyOnWriteArrayList<>();
        PostgresObserver observer = new PostgresObserver() {
            @Override
            public void connectionLost(String writer) {
                lost.add(writer);
            }
        };
        PostgresStorage storage = await(PostgresStorage.open(
                databases.vertx,
                new PostgresOptions(uri, new byte[32], 4, observer),
                batch -> Future.succeededFuture()));
        Story story = Story.begin(TestDatabases.records(storage));
        List<Person> people = story.people(8);
        Person alice = people.get(0);
        Room room = story.room("Lobby", people);
        Message first = story.send(alice, room);
        long timeline = first.facts().timeline();

        List<Future<Message>> sends = new ArrayList<>();
        List<Future<Void>> marks = new ArrayList<>();
        for (int round = 0; round < 12; round++) {
            for (int i = 0; i < 25; i++) {
                sends.add(storage.messages().send(Story.newMessage(alice, room)));
                for (Person person : people) {
                    marks.add(storage.reads().mark(Story.mark(timeline, person, 1 + round * 25L, 25 + round * 25L)));
                }
            }
            if (round % 3 == 1) {
                databases.run(uri, """
                        select count(pg_terminate_backend(pid)) from pg_stat_activity
                        where datname = current_database() and pid <> pg_backend_pid()""");
            }
            await(sends.get(sends.size() - 1));
        }
        List<Message> sent = Story.awaitAll(sends);
        Story.awaitAll(marks);

        assertThat(lost).contains("marks", "rooms");
        assertThat(TestDatabases.number(databases.run(uri, "select count(*) from message")))
                .isEqualTo(301);
        assertThat(sent.stream().map(m -> m.facts().clock()).distinct()).hasSize(300);
        people.forEach(person -> story.read(person, timeline, 1, 301));
        for (Person person : people) {
            assertThat(TestDatabases.number(databases.run(
                            uri,
                            "select count(*) from read_run where first = 1 and last = 301 and reader = "
                                    + person.id())))
                    .isEqualTo(1);
        }
        versions(storage, first).values().forEach(versions -> assertThat(versions)
                .startsWith(1L)
                .doesNotHaveDuplicates()
                .endsWith((long) versions.size()));
        await(storage.close());
    }

    /** By person, the versions of their share in the message's timeline that the log tells of, ascending. */
    private static Map<Long, List<Long>> versions(PostgresStorage storage, Message message) {
        IndexUnit unit =
                IndexUnit.timeline(message.facts().room(), message.facts().timeline());
        IndexLog.Tail tail = await(storage.log().tail(Map.of(), 10_000));
        Map<Long, List<Long>> versions = new TreeMap<>();
        tail.batches().stream()
                .flatMap(batch -> batch.changes().stream())
                .filter(change -> change.unit().equals(unit))
                .map(IndexChange.Share.class::cast)
                .forEach(share -> versions.computeIfAbsent(share.person(), person -> new ArrayList<>())
                        .add(share.version()));
        versions.values().forEach(list -> list.sort(null));
        return versions;
    }
}
