package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.MessageFilter;
import dev.seenby.storage.MessageSearch;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A database that nodes of the first version have filled, and go on to fill beside this one. */
class FormerVersionTest {
    private static final long APP = 1_400_000_001L;
    private static final Instant NINE = Instant.parse("2026-01-01T09:00:00Z");

    @TempDir
    static Path directory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;
    /** As it was found. */
    private static Rooms.Status lobby;

    /** In the lobby Alice asks, Bob and Alice answer in the thread, Bob says something else; of the garden see below. */
    @BeforeAll
    static void start() throws Exception {
        databases = new TestDatabases(directory);
        uri = databases.empty();
        String file = Migrator.FILES.get(0);
        String sql;
        try (InputStream in = Objects.requireNonNull(Migrator.class.getResourceAsStream(file))) {
            sql = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        String checksum = HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8)));
        PgConnection c = await(PgConnection.connect(databases.vertx, PgConnectOptions.fromUri(uri)));
        await(c.query(sql).execute());
        await(c.query(
                        "create table schema_version (version int primary key, name text not null, checksum text not null,"
                                + " applied_at timestamptz not null default clock_timestamp())")
                .execute());
        await(c.preparedQuery("insert into schema_version (version, name, checksum) values (1, $1, $2)")
                .execute(Tuple.of(file, checksum)));
        await(c.close());
        run("""
                insert into app (sdk_app_id, name, calls_per_second, ceiling_per_second, secret_key, administrator, is_default,
                    next_zulip_id, next_stream_id)
                values ($1, 'acme', 200, 0, '', 'administrator', true, 10, 10)""", APP);
        person("alice", 1);
        person("bob", 2);
        room("lobby", 1);
        run("insert into timeline (room, kind, discriminator, discriminator_folded) values (1, 'MAIN', '', ''),"
                + " (1, 'THREAD', '1', '1')");
        message(1, 1, 1, null);
        message(2, 2, 2, 1L);
        message(3, 1, 2, 1L);
        message(4, 2, 1, null);
        garden();
        storage = await(PostgresStorage.open(
                databases.vertx, new PostgresOptions(uri, new byte[32]), batch -> Future.succeededFuture()));
        lobby = await(storage.rooms().statuses(List.of(1L))).get(0);
    }

    @AfterAll
    static void stop() {
        await(storage.close());
        databases.close();
    }

    private static void run(String sql, Object... parameters) {
        databases.run(uri, sql, Tuple.from(parameters));
    }

    private static void person(String name, int number) {
        run("""
                insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded, name, email,
                    email_folded, role, bot, avatar_url)
                values ($1, $2, $2, $3, $2, $2, $2, null, null, 'MEMBER', false, null)""", APP, name, number);
    }

    private static void room(String name, int number) {
        run("""
                insert into room (app, room_id, stream_id, kind, name, name_folded, display_name, owner, details, created_at, size)
                values ($1, $2, $3, 'PUBLIC', $2, $2, $2, 1, '{}', clock_timestamp(), 2)""", APP, name, number);
        run("insert into member (room, person, present, since_clock, role, joined_at)"
                + " select max(r.id), p, true, 1, 'MEMBER', now() from room r, unnest(array[1, 2]) p group by p");
    }

    private static void message(long clock, long sender, long timeline, Long parent) {
        run("""
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload, parent, topic, random)
                select $2, $1, 'm' || $2::bigint, 1, $2, $4, coalesce(max(m.position), 0) + 1, $3, count(*) + 1, true, 1,
                    $6::timestamptz + $2 * interval '1 minute', 'Hello', '{}', $5, null, null
                from message m where m.timeline = $4""", APP, clock, sender, timeline, parent, Columns.time(NINE));
        run("update room set clock = $1 where id = 1", clock);
        run("update timeline set last_position = last_position + 1 where id = $1", timeline);
    }

    /** Alice speaks of tea twice, then of nothing; Bob answers about tea, once for all to see, and in another thread. */
    private static void garden() {
        room("garden", 9);
        run("""
                insert into timeline (room, kind, discriminator, discriminator_folded, last_position)
                select r.id, k.kind, k.name, lower(k.name), 0 from room r,
                    (values ('TOPIC', 'Tea'), ('MAIN', ''), ('THREAD', '101'), ('THREAD', '103')) k (kind, name)
                where r.room_id = 'garden'""");
        said(101, "Tea", null, "TEA");
        said(102, "Tea", null, null);
        said(103, "", null, null);
        said(104, "101", 101L, null);
        said(105, "", 101L, null);
        said(106, "103", 103L, null);
    }

    /** As nodes of the first version send to the garden. */
    private static void said(long id, String timeline, Long parent, String topic) {
        run("""
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload, parent, topic, random)
                select $1, r.app, 'm' || $1::bigint, r.id, r.clock + 1, t.id, t.last_position + 1, 1, t.last_position + 1, true,
                    1, $5::timestamptz, 'Hello', '{}', $3, $4, null
                from room r join timeline t on t.room = r.id and t.discriminator = $2
                where r.room_id = 'garden'""", id, timeline, parent, topic, Columns.time(NINE));
        run(
                "update timeline set last_position = last_position + 1 where id = (select timeline from message where id = $1)",
                id);
        run("update room set clock = clock + 1 where room_id = 'garden'");
    }

    @Test
    void itsMessagesStandUnderTheirTopicsAndThoseThatItSendsGoOnStandingUnderNone() {
        long garden =
                await(storage.rooms().byRoomId(APP, "garden")).orElseThrow().id();
        Topics topics = storage.topics();
        List<Message> found = await(storage.messages().byIds(APP, List.of(101L, 102L, 103L, 104L, 105L, 106L)));
        Map<Long, String> named = new TreeMap<>();
        found.forEach(m -> named.put(m.facts().id(), String.valueOf(m.topic())));
        assertThat(named)
                .isEqualTo(Map.of(101L, "TEA", 102L, "Tea", 103L, "null", 104L, "TEA", 105L, "TEA", 106L, "null"));
        assertThat(await(topics.of(garden, null, 10)))
                .containsExactly(new Topics.Topic(Topics.NONE, 106), new Topics.Topic("TEA", 105));
        // By kind: both of the topic, the answer in the thread, the one for all to see.
        assertThat(stretches(garden, "tea")).containsExactlyInAnyOrder("TOPIC 1-2", "THREAD101 1-1", "MAIN 2-2");
        assertThat(stretches(garden, Topics.NONE)).containsExactlyInAnyOrder("MAIN 1-1", "THREAD103 1-1");

        said(107, "", null, null);
        said(108, "103", 103L, null);
        Message here = await(storage.messages()
                .send(new NewMessage(
                        null, "here", garden, TimelineKey.topic("tea"), 1, null, "Tea?", "{}", null, "tea", null)));

        assertThat(stretches(garden, Topics.NONE)).containsExactlyInAnyOrder("MAIN 1-1", "MAIN 3-3", "THREAD103 1-2");
        assertThat(stretches(garden, "tea")).containsExactlyInAnyOrder("TOPIC 1-3", "THREAD101 1-1", "MAIN 2-2");
        assertThat(await(topics.of(garden, null, 10)))
                .containsExactly(new Topics.Topic("tea", here.facts().id()), new Topics.Topic(Topics.NONE, 108));
        assertThat(await(topics.move(107, Topics.Along.ALL, "Cake")))
                .isEqualTo(new Topics.Moved(List.of(103L, 106L, 107L, 108L), 4));
        assertThat(stretches(garden, "cake")).containsExactlyInAnyOrder("MAIN 1-1", "MAIN 3-3", "THREAD103 1-2");
        assertThat(stretches(garden, Topics.NONE)).isEmpty();
    }

    /** A timeline of a topic or the main flow by its kind, a thread by its parent, and the positions. */
    private static List<String> stretches(long room, String topic) {
        Map<Long, String> names = new TreeMap<>();
        await(storage.rooms().timelines(room, 0, 10)).forEach(t -> {
            boolean thread = t.key().kind() == TimelineKey.Kind.THREAD;
            names.put(t.id(), t.key().kind() + (thread ? t.key().discriminator() : ""));
        });
        return await(storage.topics().stretches(room, topic)).stream()
                .map(s -> names.get(s.timeline()) + " " + s.positions().first() + "-"
                        + s.positions().last())
                .toList();
    }

    @Test
    void itsThreadsAreKnownWithThoseWhoTookPart() {
        assertThat(await(storage.subscriptions().threads(List.of(1L, 4L))))
                .containsExactly(new Subscriptions.Thread(1, 2, NINE.plusSeconds(180), List.of(1L, 2L)));
        assertThat(lobby.messages()).isEqualTo(4);
        assertThat(lobby.lastMessageAt()).isEqualTo(NINE.plusSeconds(240));
    }

    @Test
    void itsMessagesAreFoundAnsweredEditedAndDeleted() {
        Message first = await(storage.messages().byIds(APP, List.of(1L))).get(0);
        assertThat(first.updatedAt()).isEqualTo(NINE.plusSeconds(60));
        MessageSearch all =
                new MessageSearch(new MessageSearch.InThread(1), MessageFilter.ALL, MessageSearch.OLDEST_FIRST, 0, 10);
        assertThat(await(storage.messages().search(all)).items())
                .extracting(Message::stringId)
                .containsExactly("m2", "m3");
        Message reply = await(storage.messages()
                .send(new NewMessage(null, "again", 1, TimelineKey.thread(1), 2, null, "Again", "{}", 1L, null, null)));

        await(storage.messages().edit(reply.facts().id(), "Still", "{}", 2));
        await(storage.messages().delete(reply.facts().id()));

        assertThat(await(storage.messages().search(all)).total()).isEqualTo(2);
        MessageFacts facts = reply.facts();
        assertThat(await(storage.reads().counts(List.of(facts)))).containsExactly(Counts.DELETED);
    }

    @Test
    void itsNodesGoOnMakingPeopleAndRoomsWhoseNamesStayUnique() {
        person("carol", 3);
        room("kitchen", 2);

        assertThat(await(storage.people().byUserIds(APP, List.of("carol"))))
                .singleElement()
                .satisfies(carol -> assertThat(carol.details()).isEqualTo("{}"));
        Room kitchen = await(storage.rooms().byRoomId(APP, "kitchen")).orElseThrow();
        NewRoom another =
                new NewRoom(APP, "other", Room.Kind.PUBLIC, "Kitchen", "Kitchen", null, "{}", List.of(), null);
        assertThatThrownBy(() -> await(storage.rooms().create(another)))
                .isInstanceOfSatisfying(
                        Conflict.class, conflict -> assertThat(conflict.of()).isEqualTo(Conflict.Of.ROOM_NAME));

        await(storage.rooms().delete(kitchen.id()));
        room("kitchen", 3);

        assertThat(await(storage.rooms().byRoomId(APP, "kitchen")).orElseThrow().id())
                .isNotEqualTo(kitchen.id());
    }

    /** Such a node knows of no floor: it writes rows below it, and deletes what the floor covers. */
    @Test
    void whatItWritesBelowTheFloorOfARoomIsToldToNobody() {
        room("cellar", 12);
        long cellar =
                await(storage.rooms().byRoomId(APP, "cellar")).orElseThrow().id();
        List<Message> sent = new ArrayList<>();
        for (Instant at : List.of(NINE, NINE.plusSeconds(1), NINE.plusSeconds(60))) {
            sent.add(await(storage.messages()
                    .send(new NewMessage(
                            null,
                            "cellar" + sent.size(),
                            cellar,
                            TimelineKey.MAIN,
                            1,
                            at,
                            "Hello",
                            "{}",
                            null,
                            null,
                            null))));
        }
        for (int i = 0; i < 4; i++) {
            await(storage.forgetting().forget(cellar, NINE.plusSeconds(30)));
        }
        long timeline = sent.get(0).facts().timeline();
        run("insert into read_head (timeline, reader, version, gone) values ($1, 2, 1, false)", timeline);
        run("insert into read_run (timeline, reader, first, last) values ($1, 2, 1, 3)", timeline);
        run(
                "insert into read_span (timeline, reader, span, read_at) values ($1, 2, '[1,1]', now()), ($1, 2, '[2,3]', now())",
                timeline);
        run(
                "update message set deleted_at = now() where id = $1",
                sent.get(0).facts().id());
        run("update room set deletions = deletions + 1 where id = $1", cellar);

        List<MessageFacts> facts = sent.stream().map(Message::facts).toList();
        assertThat(await(storage.reads().counts(facts)))
                .containsExactly(Counts.DELETED, Counts.DELETED, new Counts(1, 0));
        assertThat(await(storage.reads().readers(facts.get(1), null, 10)).items())
                .isEmpty();
        assertThat(await(storage.reads().readers(facts.get(2), null, 10)).items())
                .hasSize(2);
        assertThat(await(storage.log().entries(IndexUnit.room(cellar), -1, 10)))
                .containsExactly(new IndexEntry(IndexUnit.DELETED, 2, false, List.of(new Positions(1, 2))));

        await(storage.reads().unmark(new Mark(timeline, 2, List.of(new Positions(2, 3)), null)));
        assertThat(await(storage.reads().readBy(timeline, 2, 0, 10))).containsExactly(new Positions(1, 1));
        await(storage.reads().mark(new Mark(timeline, 2, List.of(new Positions(1, 3)), null)));
        assertThat(await(storage.reads().counts(facts)))
                .containsExactly(Counts.DELETED, Counts.DELETED, new Counts(1, 0));
    }
}
