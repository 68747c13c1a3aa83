package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an export holds, and that it is handed over in parts. */
class ExportTest {
    @TempDir
    static Path dataDirectory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;

    @BeforeAll
    static void open() {
        databases = new TestDatabases(dataDirectory);
        uri = databases.empty();
        storage = databases.open(uri);
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

    /** Everything that a person may leave behind, in every table; afterwards no row of any table holds a name of theirs. */
    @Test
    void whoIsErasedIsNamedInNoTable() {
        Story story = Story.begin(TestDatabases.records(storage));
        long app = story.app().sdkAppId();
        Person alice = story.person("Alice");
        NewPerson made = new NewPerson(
                "zaphod-user",
                "ZaphodIdOf17Chars",
                null,
                "zaphod.name",
                "Zaphod Beeblebrox",
                "zaphod@story.example",
                Person.Role.MEMBER,
                false,
                "https://zaphod.example/face.png");
        Person zaphod = await(storage.people()
                .create(
                        app,
                        made,
                        List.of(new Credential(
                                Credential.Kind.ROCKETCHAT_PERSONAL_TOKEN,
                                "zaphod-hash",
                                "zaphod-phone",
                                null,
                                "{}"))));
        Room room = story.room("Lobby", alice, zaphod);
        Message hello = story.send(alice, room);
        Message his = story.send(new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.MAIN,
                zaphod.id(),
                null,
                "I am Zaphod",
                "{\"from\":\"zaphod-user\"}",
                null,
                null,
                7L));
        Message edited = story.send(zaphod, room);
        await(storage.messages().edit(edited.facts().id(), "Zaphod again", "{}", zaphod.id()));
        story.send(new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.thread(hello.facts().id()),
                zaphod.id(),
                null,
                "Zaphod answers",
                "{}",
                hello.facts().id(),
                null,
                null));
        story.read(zaphod, hello);
        story.read(alice, his);
        await(storage.mutes().mute(zaphod.id(), alice.id()));
        await(storage.mutes().mute(alice.id(), zaphod.id()));
        NewRoom direct = story.newRoom("Direct", List.of(alice, zaphod));
        await(storage.rooms()
                .create(new NewRoom(
                        app,
                        zaphod.rocketChatId() + alice.rocketChatId(),
                        Room.Kind.DIRECT,
                        direct.name(),
                        "",
                        zaphod.id(),
                        "{}",
                        direct.members(),
                        null)));
        story.send(new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.MAIN,
                alice.id(),
                null,
                "Do you hear me?",
                "{}",
                null,
                null,
                null,
                null,
                Set.of(zaphod.id())));
        await(storage.inbox().flag(zaphod.id(), List.of(hello.facts().id()), Inbox.Flag.STARRED, true));
        await(storage.credentials().attempt(zaphod.id(), 5, Duration.ofMinutes(1)));
        assertThat(tablesThatName("zaphod")).contains("person", "credential", "message", "room");
        List<JsonObject> home = export(story, zaphod);
        assertThat(home.stream().map(line -> line.getString("kind")).distinct())
                .containsExactly(
                        "person", "credential", "membership", "message", "read", "flag", "mute", "mention", "thread");
        assertThat(home.get(0).getInteger("failedSignIns")).isEqualTo(1);
        assertThat(kind(home, "message")).hasSize(3);
        assertThat(home.toString()).doesNotContain("zaphod-hash");

        long erasure =
                await(storage.erasures().begin(app, zaphod.userId(), false)).id();
        for (int i = 0;
                i < 100 && await(storage.erasures().goOn(erasure)).after().doneAt() == null;
                i++) {
            assertThat(i).isLessThan(99);
        }

        assertThat(tablesThatName("zaphod")).isEmpty();
        assertThat(tablesThatName("beeblebrox")).isEmpty();
        assertThat(story.counts(hello)).isEqualTo(new Counts(0, 0));
        List<JsonObject> left = export(story, "erased-" + zaphod.id());
        assertThat(kind(left, "message")).allMatch(one -> one.getString("text").isEmpty());
        assertThat(left.stream().map(line -> line.getString("kind")).distinct())
                .containsExactly("person", "membership", "message");
        assertThat(kind(export(story, alice.userId()), "mute")).isEmpty();
    }

    /** Whatever columns they have. */
    private static List<String> tablesThatName(String name) {
        List<String> found = new ArrayList<>();
        databases
                .run(uri, "select table_name::text from information_schema.tables where table_schema = 'public'")
                .forEach(row -> {
                    String table = row.getString(0);
                    String sql = "select count(*) from \"" + table + "\" t where t::text ilike '%" + name + "%'";
                    if (TestDatabases.number(databases.run(uri, sql)) > 0) {
                        found.add(table);
                    }
                });
        return found;
    }

    /** There is no index that begins with the person and holds present and former members alike. */
    @Test
    void nobodysMembershipsAreLookedForAmongEverybodys() {
        PgConnection c = await(PgConnection.connect(databases.vertx, PgConnectOptions.fromUri(uri)));
        await(c.query("set enable_seqscan = off").execute());
        StringBuilder plan = new StringBuilder();
        await(c.preparedQuery("explain select * from " + ErasureSteps.MEMBERSHIPS_OF + " m")
                        .execute(Tuple.of(1L)))
                .forEach(row -> plan.append(row.getString(0)).append('\n'));
        await(c.close());

        assertThat(plan.toString()).contains("member_rooms", "member_left_rooms");
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
        return export(story, person.userId());
    }

    private static List<JsonObject> export(Story story, String userId) {
        List<JsonObject> all = new ArrayList<>();
        await(storage.exports().export(story.app().sdkAppId(), userId, lines -> {
            lines.forEach(line -> all.add(new JsonObject(line)));
            return Future.succeededFuture();
        }));
        return all;
    }

    private static List<JsonObject> kind(List<JsonObject> lines, String kind) {
        return lines.stream().filter(one -> kind.equals(one.getString("kind"))).toList();
    }
}
