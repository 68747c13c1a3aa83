package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.contract.HeardBatches;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes on one database, large changes, and one bad row among good ones. */
class ManyWritersTest {
    @TempDir
    static Path directory;

    private static final HeardBatches HEARD = new HeardBatches();
    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;
    private static PostgresStorage other;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
        uri = databases.empty();
        storage = await(PostgresStorage.open(databases.vertx, new PostgresOptions(uri, new byte[32]), HEARD));
        other = databases.open(uri);
    }

    @AfterAll
    static void stop() {
        await(storage.close());
        await(other.close());
        databases.close();
    }

    private static Story story() {
        return Story.begin(TestDatabases.records(storage));
    }

    @Test
    void twoNodesMarkTheSameKeysInAnyOrder() {
        Story story = story();
        List<Person> people = story.people(6);
        Room room = story.room("Lobby", people);
        Message tea = story.send(Story.newMessage(people.get(0), room, TimelineKey.topic("Tea")));
        Message hello = story.send(people.get(0), room, 40).get(0);
        List<Future<Void>> marks = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            PostgresStorage node = i % 2 == 0 ? storage : other;
            Person person = people.get((i * 7 + i / 3) % people.size());
            long from = 1 + (i * 13L) % 40;
            long timeline = (i % 5 == 0 ? tea : hello).facts().timeline();
            marks.add(node.reads().mark(Story.mark(timeline, person, from, from + 3)));
            if (i % 11 == 0) {
                marks.add(other.reads().unmark(Story.mark(timeline, person, from, from)));
            }
        }
        Story.awaitAll(marks);
        people.forEach(person -> story.read(person, hello.facts().timeline(), 1, 40));

        for (Person person : people) {
            assertThat(story.readBy(person, hello.facts().timeline())).containsExactly(new Positions(1, 40));
        }
        assertThat(story.counts(hello)).isEqualTo(new Counts(5, 0));
        // Every position is in exactly one span.
        assertThat(TestDatabases.number(databases.run(
                        uri,
                        "select sum(upper(span) - lower(span))::bigint from read_span where timeline = $1::bigint",
                        Tuple.of(hello.facts().timeline()))))
                .isEqualTo(6 * 40);
    }

    @Test
    void sendsOfBothNodesToOneRoomLeaveNoGap() {
        Story story = story();
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            PostgresStorage node = i % 2 == 0 ? storage : other;
            sends.add(node.messages().send(Story.newMessage(i % 3 == 0 ? alice : bob, room)));
        }
        assertThat(Story.awaitAll(sends).stream().map(m -> m.facts().clock()).sorted())
                .isEqualTo(LongStream.rangeClosed(1, 60).boxed().toList());
    }

    @Test
    void aBadRowFailsItsOwnCallerAlone() {
        Story story = story();
        Person alice = story.person("Alice");
        Room room = story.room("Lobby", alice);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            NewMessage m = Story.newMessage(alice, room);
            String text = i == 7 ? "no \0 in texts" : "Hello";
            sends.add(storage.messages()
                    .send(new NewMessage(
                            null,
                            m.stringId(),
                            m.room(),
                            m.timeline(),
                            m.sender(),
                            null,
                            text,
                            "{}",
                            null,
                            null,
                            null)));
        }
        assertThatThrownBy(() -> await(sends.remove(7))).isInstanceOf(StorageException.Broken.class);
        assertThat(Story.awaitAll(sends)).hasSize(19);
        assertThat(story.send(alice, room).facts().clock()).isEqualTo(20);
    }

    @Test
    void anUnknownTimelineFailsItsOwnCallerAlone() {
        Story story = story();
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Message hello = story.send(alice, story.room("Lobby", alice, bob));
        Future<Void> good = storage.reads().mark(Story.mark(hello.facts().timeline(), bob, 1, 1));
        Future<Void> bad = storage.reads().mark(Story.mark(999_999_999, bob, 1, 1));

        await(good);
        assertThatThrownBy(() -> await(bad)).isInstanceOf(StorageException.NotFound.class);
        assertThat(story.counts(hello)).isEqualTo(new Counts(1, 0));
    }

    @Test
    void aReaderOfManyRunsWhoLeavesMakesTheIndexDropTheUnit() {
        Story story = story();
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        List<Future<Message>> sends = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            sends.add(storage.messages().send(Story.newMessage(alice, room)));
        }
        long timeline = Story.awaitAll(sends).get(0).facts().timeline();
        List<Positions> odd = new ArrayList<>();
        for (long position = 1; position <= 600; position += 2) {
            odd.add(new Positions(position, position));
        }
        await(storage.reads().mark(new Mark(timeline, bob.id(), odd, null)));
        IndexUnit unit = IndexUnit.timeline(room.id(), timeline);

        story.leave(room, bob);

        assertThat(HEARD.all().stream().flatMap(batch -> batch.changes().stream()))
                .contains(new IndexChange.Dropped(unit));
        assertThat(await(storage.log().entries(unit, alice.id(), 10)))
                .containsExactly(new IndexEntry(bob.id(), 2, true, odd));
    }

    @Test
    void tenThousandPeopleComeAndGoAtOnce() {
        Story story = story();
        Person alice = story.person("Alice");
        Room room = story.room("Stadium", alice);
        databases.run(uri, """
                insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded, name, role, bot)
                select $1::bigint, 'fan' || i, 'fan' || i, 100000 + i, 'fan' || i, 'fan' || i, 'Fan', 'MEMBER', false
                from generate_series(1, 10000) i""", Tuple.of(story.app().sdkAppId()));
        List<Long> fans = StreamSupport.stream(
                        databases
                                .run(
                                        uri,
                                        "select id from person where app = $1::bigint and name = 'Fan'",
                                        Tuple.of(story.app().sdkAppId()))
                                .spliterator(),
                        false)
                .map(row -> row.getLong(0))
                .toList();
        await(storage.rooms()
                .join(
                        room.id(),
                        fans.stream()
                                .map(fan -> new NewMember(fan, Member.Role.MEMBER))
                                .toList()));
        Message goal = story.send(alice, room);
        assertThat(goal.facts().audience()).isEqualTo(10_000);

        List<Future<Void>> marks = new ArrayList<>();
        for (long fan : fans.subList(0, 4_000)) {
            marks.add(storage.reads().mark(new Mark(goal.facts().timeline(), fan, List.of(new Positions(1, 1)), null)));
        }
        Story.awaitAll(marks);
        assertThat(story.counts(goal)).isEqualTo(new Counts(4_000, 6_000));

        assertThat(await(storage.rooms().leave(room.id(), fans))).isEqualTo(10_000);
        assertThat(story.counts(goal)).isEqualTo(new Counts(4_000, 0));
        assertThat(await(storage.rooms().size(room.id()))).isEqualTo(1);
    }

    @Test
    void theFirstPageOfReadersIsReadFromTheIndexInOrder() {
        long timeline = 77_000_001;
        databases.run(uri, """
                insert into read_span (timeline, reader, span, read_at)
                select $1::bigint, i, int8range(1 + i % 50, 60 + i % 50, '[]'), timestamptz '2026-01-01 00:00:00+00'
                    + (i * 7919 % 4001) * interval '1 microsecond'
                from generate_series(1, 20000) i""", Tuple.of(timeline));
        databases.run(uri, "analyze read_span");
        Tuple first = Tuple.of(timeline, 55L, 50, 0L, 1L);

        StringBuilder plan = new StringBuilder();
        databases.run(uri, "explain " + PgReadRecord.READERS, first).forEach(row -> plan.append(row.getString(0))
                .append('\n'));

        assertThat(plan.toString()).contains("read_span_readers", "Order By:").doesNotContain("Sort");
        assertThat(ids(PgReadRecord.READERS, first)).isEqualTo(ids("""
                        select reader from read_span where timeline = $1::bigint and span @> $2::bigint
                        order by read_at, reader limit $3::int""", Tuple.of(timeline, 55L, 50)));
    }

    /** Alice's first 100 messages are old. While they are forgotten, people read, take back, come and go, and one is erased. */
    @Test
    void peopleReadAndComeAndGoWhileRoomsForgetAndOneIsErased() {
        Story story = story();
        Instant longAgo = Instant.parse("2024-01-01T00:00:00Z");
        Person alice = story.person("Alice");
        List<Person> people = story.people(6);
        Person erin = story.person("Erin");
        List<Person> all = new ArrayList<>(people);
        all.addAll(List.of(alice, erin));
        Room room = story.room("Lobby", all);
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 150; i++) {
            sent.add(story.send(sentAt(Story.newMessage(i % 10 == 9 ? erin : alice, room), i < 100 ? longAgo : null)));
        }
        long timeline = sent.get(0).facts().timeline();
        long app = story.app().sdkAppId();
        long erasure =
                await(storage.erasures().begin(app, erin.userId(), false)).id();
        List<Future<?>> acts = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            PostgresStorage node = i % 2 == 0 ? storage : other;
            Person person = people.get((i * 7 + i / 3) % people.size());
            long from = 1 + (i * 13L) % 148;
            acts.add(node.reads().mark(Story.mark(timeline, person, from, from + 2)));
            if (i % 7 == 0) {
                acts.add(other.reads().unmark(Story.mark(timeline, person, from, from)));
            }
            if (i % 11 == 0) {
                acts.add(node.rooms().leave(room.id(), List.of(person.id())));
            }
            if (i % 11 == 5) {
                acts.add(node.rooms().join(room.id(), List.of(new NewMember(person.id(), Member.Role.MEMBER))));
            }
            if (i % 5 == 0) {
                acts.add(node.forgetting().forget(room.id(), longAgo.plusSeconds(1 + i % 2)));
                acts.add(other.forgetting().forget(room.id(), longAgo.plusSeconds(1)));
            }
            if (i % 9 == 0) {
                acts.add(node.erasures().goOn(erasure));
                acts.add(other.erasures().goOn(erasure));
            }
        }
        acts.forEach(Story::await);
        until(() -> await(storage.erasures().goOn(erasure)).after().doneAt() != null);
        until(() -> step(room, longAgo).done());

        people.forEach(person -> story.join(room, person));
        people.forEach(person -> story.read(person, timeline, 1, 149));
        Set<Long> kept = new HashSet<>();
        for (Message message : sent) {
            boolean told = message.facts().clock() > 100 && message.facts().sender() == alice.id();
            assertThat(story.counts(message).deleted()).isEqualTo(!told);
            if (told) {
                List<Long> readers = story.readers(message.facts(), 50).stream()
                        .map(Reader::person)
                        .toList();
                assertThat(readers)
                        .contains(alice.id())
                        .doesNotContain(erin.id())
                        .doesNotHaveDuplicates();
                assertThat(story.counts(message).read()).isEqualTo(readers.size() - 1);
                assertThat(story.counts(message).unread())
                        .isEqualTo(story.unreaders(message.facts(), 50).size());
                kept.addAll(readers);
            }
        }
        assertThat(kept)
                .containsExactlyInAnyOrderElementsOf(Stream.concat(Stream.of(alice), people.stream())
                        .map(Person::id)
                        .toList());
        assertThat(story.readBy(erin, timeline).stream().mapToLong(Positions::first))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 15).map(i -> i * 10).boxed().toList());
        // No row is left of what is forgotten, and above the floor each position that is read stands in just one.
        assertThat(TestDatabases.number(databases.run(
                        uri,
                        "select count(*) from read_span where timeline = $1::bigint and upper(span) <= 101",
                        Tuple.of(timeline))))
                .isZero();
        assertThat(TestDatabases.number(databases.run(
                        uri,
                        "select sum(upper(span) - greatest(lower(span), 101))::bigint from read_span where timeline = $1::bigint",
                        Tuple.of(timeline))))
                .isEqualTo(TestDatabases.number(databases.run(
                        uri,
                        "select sum(last - greatest(first, 101) + 1)::bigint from read_run where timeline = $1::bigint"
                                + " and last > 100",
                        Tuple.of(timeline))));
    }

    private static NewMessage sentAt(NewMessage m, @Nullable Instant at) {
        return new NewMessage(
                null, m.stringId(), m.room(), m.timeline(), m.sender(), at, m.text(), m.payload(), null, null, null);
    }

    /** A mark that has looked at the floor before it moved commits after the rows below it were dropped. */
    @Test
    void whoWasReadingAsTheFloorMovedLeavesNothingBelowIt() {
        Story story = story();
        Instant longAgo = Instant.parse("2024-01-01T00:00:00Z");
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message old = story.send(sentAt(Story.newMessage(alice, room), longAgo));
        long timeline = old.facts().timeline();
        databases.run(uri, "delete from read_span where timeline = $1", Tuple.of(timeline));
        PgConnection slow = await(PgConnection.connect(databases.vertx, PgConnectOptions.fromUri(uri)));
        await(slow.query("begin").execute());
        await(slow.preparedQuery(
                        "insert into read_span (timeline, reader, span, read_at) values ($1, $2, '[1,1]', now())")
                .execute(Tuple.of(timeline, bob.id())));

        assertThat(step(room, longAgo)).isEqualTo(new Forgetting.Step(0, false));
        assertThat(step(room, longAgo)).as("left to the next round").isEqualTo(new Forgetting.Step(0, true));
        await(slow.query("commit").execute());
        await(slow.close());

        assertThat(step(room, longAgo)).isEqualTo(new Forgetting.Step(1, false));
        assertThat(step(room, longAgo)).isEqualTo(new Forgetting.Step(0, false));
        assertThat(step(room, longAgo)).isEqualTo(new Forgetting.Step(0, true));
    }

    /** Bob has read three messages at once, of which the first two are forgotten, and takes the third back. */
    @Test
    void whatIsLeftOfAStretchBelowTheFloorIsNotWrittenAgain() {
        Story story = story();
        Instant longAgo = Instant.parse("2024-01-01T00:00:00Z");
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message old = story.send(sentAt(Story.newMessage(alice, room), longAgo));
        story.send(sentAt(Story.newMessage(alice, room), longAgo));
        Message young = story.send(alice, room);
        long timeline = old.facts().timeline();
        story.read(bob, timeline, 1, 3);
        until(() -> step(room, longAgo).done());
        assertThat(spans(timeline, bob)).isEqualTo(1);

        story.unread(bob, young);

        assertThat(spans(timeline, bob)).isZero();
        assertThat(story.readBy(bob, timeline)).containsExactly(new Positions(1, 2));
        assertThat(story.counts(young)).isEqualTo(new Counts(0, 1));
    }

    private static long spans(long timeline, Person reader) {
        return TestDatabases.number(databases.run(
                uri,
                "select count(*) from read_span where timeline = $1 and reader = $2",
                Tuple.of(timeline, reader.id())));
    }

    private static void until(BooleanSupplier done) {
        for (int i = 0; i < 10_000; i++) {
            if (done.getAsBoolean()) {
                return;
            }
        }
        throw new AssertionError("there is no end");
    }

    private static Forgetting.Step step(Room room, Instant longAgo) {
        return await(storage.forgetting().forget(room.id(), longAgo.plusSeconds(1)));
    }

    /** 9,000 messages that 3 people have read one by one. */
    @Test
    void aLongRoomForgetsInParts() {
        Story story = story();
        Instant longAgo = Instant.parse("2024-01-01T00:00:00Z");
        Person alice = story.person("Alice");
        Room room = story.room("Archive", alice);
        long timeline = story.send(sentAt(Story.newMessage(alice, room), longAgo))
                .facts()
                .timeline();
        databases.run(uri, """
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload)
                select nextval('message_id'), $1::bigint, 'archive' || i, $2::bigint, i, $3::bigint, i, $4::bigint, i, true, 0,
                    '2024-01-01 00:00:00+00', 'Hello', '{}' from generate_series(2, 9000) i""", Tuple.of(story.app().sdkAppId(), room.id(), timeline, alice.id()));
        databases.run(uri, "update room set clock = 9000 where id = $1", Tuple.of(room.id()));
        databases.run(uri, """
                insert into read_span (timeline, reader, span, read_at)
                select $1::bigint, 900000000 + p, int8range(i, i, '[]'), now()
                from generate_series(1, 9000, 3) i, generate_series(1, 3) p""", Tuple.of(timeline));
        databases.run(
                uri,
                "insert into read_span (timeline, reader, span, read_at) values ($1, 900000004, '[1,9000]', now())",
                Tuple.of(timeline));

        List<Forgetting.Step> steps = new ArrayList<>();
        do {
            steps.add(step(room, longAgo));
        } while (!steps.get(steps.size() - 1).done());

        // Alice's own row, 9,000 of three people, and one of somebody who read all at once.
        assertThat(steps.stream().mapToInt(Forgetting.Step::reads).sum()).isEqualTo(9_002);
        assertThat(steps).allMatch(step -> step.reads() <= 2_000).hasSizeBetween(12, 16);
        assertThat(TestDatabases.number(
                        databases.run(uri, "select count(*) from read_span where timeline = $1", Tuple.of(timeline))))
                .isZero();
        assertThat(TestDatabases.number(
                        databases.run(uri, "select forgotten_clock from room where id = $1", Tuple.of(room.id()))))
                .isEqualTo(9_000);
    }

    private static List<Long> ids(String sql, Tuple parameters) {
        return StreamSupport.stream(databases.run(uri, sql, parameters).spliterator(), false)
                .map(row -> row.getLong("reader"))
                .toList();
    }
}
