package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens when a statement meets the locks of another, or a table that has changed since it was prepared. */
class MeetingStatementsTest {
    @TempDir
    static Path directory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;
    private static Story story;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
        uri = databases.empty();
        storage = databases.open(uri);
        story = Story.begin(TestDatabases.records(storage));
    }

    @AfterAll
    static void stop() {
        await(storage.close());
        databases.close();
    }

    @Test
    void aliceLooksAtAllThreadsWhileAnotherNodeSendsRepliesToThem() {
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        Message tea = story.send(alice, room);
        Message cake = story.send(alice, room);
        reply(bob, room, tea);
        reply(bob, room, cake);
        // The other node's replies mention Alice in both threads: the second one's first.
        PgConnection other = await(PgConnection.connect(databases.vertx, PgConnectOptions.fromUri(uri)));
        run(other, "begin");
        run(other, "select from room where id = $1 for no key update", room.id());
        String mentioned = "update thread_follower set seen_clock = seen_clock where parent = $1 and person = $2";
        run(other, mentioned, cake.facts().id(), alice.id());

        Future<Void> looking = storage.subscriptions().seen(room.id(), alice.id(), true);
        untilSomebodyWaits();
        run(other, mentioned, tea.facts().id(), alice.id());
        run(other, "commit");

        await(looking);
        await(other.close());
        assertThat(await(storage.subscriptions().of(alice.id(), List.of(room.id())))
                        .get(0)
                        .unseenThreads())
                .isEmpty();
    }

    @Test
    void aliceLooksAgainOnHerTelephoneWhileHerComputerIsSlowToSayThatSheDid() {
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Lobby", alice, bob);
        story.send(bob, room);
        PgConnection telephone = await(PgConnection.connect(databases.vertx, PgConnectOptions.fromUri(uri)));
        run(telephone, "begin");
        run(telephone, "select from member where room = $1 and person = $2 for update", room.id(), alice.id());

        Future<Void> computer = storage.subscriptions().seen(room.id(), alice.id(), false);
        untilSomebodyWaits();
        story.send(bob, room);
        run(telephone, "update member set seen_clock = 2 where room = $1 and person = $2", room.id(), alice.id());
        run(telephone, "commit");

        await(computer);
        await(telephone.close());
        assertThat(await(storage.subscriptions().of(alice.id(), List.of(room.id())))
                        .get(0)
                        .unread())
                .isZero();
    }

    @Test
    void whoSignedInBeforeAColumnIsAddedSignsInAfter() {
        Person alice = story.person("Alice");
        await(storage.credentials().add(alice.id(), new Credential(Credential.Kind.PASSWORD, "of Alice")));
        long app = story.app().sdkAppId();
        Set<Credential.Kind> kinds = Set.of(Credential.Kind.PASSWORD);
        for (int i = 0; i < 4; i++) {
            assertThat(await(storage.credentials().holder(app, kinds, "of Alice")))
                    .isPresent();
        }

        databases.run(uri, "alter table person add column of_a_later_version text");

        for (int i = 0; i < 4; i++) {
            assertThat(await(storage.credentials().holder(app, kinds, "of Alice")))
                    .isPresent();
        }
    }

    @Test
    void whoMarksIsLookedUpAloneThoughNobodyHasCountedTheMembers() {
        String fresh = databases.empty();
        PostgresStorage other = databases.open(fresh);
        Story filled = Story.begin(TestDatabases.records(other));
        Room room = filled.room("Lobby", filled.person("Alice"));
        databases.run(
                fresh,
                "insert into member (room, person, present, since_clock, role, joined_at)"
                        + " select $1::bigint, n, true, 1, 'MEMBER', now() from generate_series(1000001, 1000300) n",
                Tuple.of(room.id()));

        StringBuilder plan = new StringBuilder();
        PgConnection connection = await(PgConnection.connect(databases.vertx, PgConnectOptions.fromUri(fresh)));
        await(connection
                        .query("explain (generic_plan) " + MarkStatements.INSERT_HEADS)
                        .execute())
                .forEach(line -> plan.append(line.getString(0)).append('\n'));
        await(connection.close());
        await(other.close());

        assertThat(plan).containsPattern("on member m.*\n *Index Cond: \\(\\(room = .*\\) AND \\(person = ");
    }

    private static void reply(Person sender, Room room, Message parent) {
        long id = parent.facts().id();
        story.send(new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.thread(id),
                sender.id(),
                null,
                "Yes",
                "{}",
                id,
                null,
                null));
    }

    private static void run(PgConnection connection, String sql, Object... parameters) {
        await(connection.preparedQuery(sql).execute(Tuple.from(parameters)));
    }

    private static void untilSomebodyWaits() {
        for (int i = 0; i < 1_000; i++) {
            if (TestDatabases.number(databases.run(uri, "select count(*) from pg_locks where not granted")) > 0) {
                return;
            }
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        throw new AssertionError("nobody waits for a lock");
    }
}
