package dev.seenby.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Message;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.pgclient.PgConnection;
import java.net.URI;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node meets a database: empty, already in use, newer, changed behind its back, or not there. */
class MigrationTest {
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

    private static Future<PostgresStorage> open(String uri) {
        return PostgresStorage.open(
                databases.vertx, new PostgresOptions(uri, new byte[32]), batch -> Future.succeededFuture());
    }

    @Test
    void threeNodesMayStartAtOnceOnAnEmptyDatabase() {
        String uri = databases.empty();

        List<PostgresStorage> nodes = Story.awaitAll(List.of(open(uri), open(uri), open(uri)));

        nodes.forEach(node -> Story.await(node.check()));
        nodes.forEach(node -> Story.await(node.close()));
        assertThat(TestDatabases.number(databases.run(uri, "select count(*) from schema_version")))
                .isEqualTo(Migrator.FILES.size());
    }

    @Test
    void aSecondStartChangesNothing() {
        String uri = databases.empty();
        Story.await(Story.await(open(uri)).close());
        long first = TestDatabases.number(
                databases.run(uri, "select sum(extract(epoch from applied_at) * 1000000)::bigint from schema_version"));

        Story.await(Story.await(open(uri)).close());

        assertThat(TestDatabases.number(databases.run(
                        uri, "select sum(extract(epoch from applied_at) * 1000000)::bigint from schema_version")))
                .isEqualTo(first);
    }

    @Test
    void anOlderNodeWorksBesideANewerSchema() {
        String uri = databases.empty();
        Story.await(Story.await(open(uri)).close());
        databases.run(uri, "insert into schema_version (version, name, checksum) values (999, 'V999__later.sql', 'x')");

        PostgresStorage node = Story.await(open(uri));

        assertThat(Story.await(node.apps().list(0, 10))).isEmpty();
        Story.await(node.close());
    }

    /** What a node of version 1 wrote, before the upgrade and beside it. */
    private static void write(String uri, int n) {
        List<String> statements = List.of(
                """
                insert into person (id, app, user_id, rocketchat_id, zulip_id, username, username_folded, name, email,
                    email_folded, role, bot) overriding system value
                values (1%1$d, 7, 'alice%1$d', 'rc%1$d', %1$d, 'Alice%1$d', 'alice%1$d', 'Alice', null, null, 'MEMBER', false)""",
                """
                insert into room (id, app, room_id, stream_id, kind, name, name_folded, display_name, owner, details,
                    created_at, clock, size) overriding system value
                values (2%1$d, 7, 'tea%1$d', %1$d, 'PUBLIC', 'Tea%1$d', 'tea%1$d', 'Tea', 1%1$d, '{}', now(), 2, 1)""",
                "insert into member (room, person, present, since_clock, role, joined_at) values (2%1$d, 1%1$d, true, 1, 'OWNER', now())",
                """
                insert into timeline (id, room, kind, discriminator, discriminator_folded, last_position)
                overriding system value values (3%1$d, 2%1$d, 'MAIN', '', '', 1), (4%1$d, 2%1$d, 'THREAD', '5%1$d', '5%1$d', 1)""",
                """
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload, parent, topic, random)
                values (5%1$d, 7, 'm5%1$d', 2%1$d, 1, 3%1$d, 1, 1%1$d, 1, true, 0, '2026-01-01T00:00:00Z', 'Tea?', '{}',
                        null, null, null),
                    (6%1$d, 7, 'm6%1$d', 2%1$d, 2, 4%1$d, 1, 1%1$d, 1, true, 0, '2026-01-02T00:00:00Z', 'Yes', '{}',
                        5%1$d, null, null)""");
        statements.forEach(statement -> databases.run(uri, statement.formatted(n)));
    }

    @Test
    void whatVersionOneWroteIsThereAfterwardsAndItsNodesMayGoOnWriting() {
        String uri = databases.empty();
        Story.await(PgConnection.connect(databases.vertx, PgConnectOptions.fromUri(uri))
                .compose(c -> Migrator.migrate(c, Migrator.FILES.subList(0, 1)).eventually(c::close)));
        databases.run(
                uri,
                "insert into app (sdk_app_id, name, calls_per_second, ceiling_per_second, secret_key, administrator, is_default)"
                        + " values (7, 'acme', 200, 0, '', 'alice1', true)");
        write(uri, 1);

        PostgresStorage node = Story.await(open(uri));
        write(uri, 2);

        Instant reply = Instant.parse("2026-01-02T00:00:00Z");
        Subscriptions.Thread thread =
                Story.await(node.subscriptions().threads(List.of(51L))).get(0);
        assertThat(thread).isEqualTo(new Subscriptions.Thread(51, 1, reply, List.of(11L)));
        assertThat(Story.await(node.rooms().statuses(List.of(21L))))
                .containsExactly(new Rooms.Status(21, 1, 2, reply, 2));
        for (int n = 1; n <= 2; n++) {
            Message parent = Story.await(node.messages().byStringIds(7, List.of("m5" + n)))
                    .get(0);
            assertThat(parent.updatedAt()).isEqualTo(parent.sentAt());
            assertThat(Story.await(node.people().byUsernames(7, List.of("ALICE" + n))))
                    .hasSize(1);
            assertThat(Story.await(node.subscriptions().of(10L + n, List.of(20L + n)))
                            .get(0)
                            .unread())
                    .isZero();
        }
        assertThatThrownBy(() -> databases.run(uri, "update person set user_id = 'alice1' where user_id = 'alice2'"))
                .hasMessageContaining("person_user_id");
        Story.await(node.close());
    }

    @Test
    void aMigrationThatWasEditedIsRefused() {
        String uri = databases.empty();
        Story.await(Story.await(open(uri)).close());
        databases.run(uri, "update schema_version set checksum = 'another' where version = 1");

        assertThatThrownBy(() -> Story.await(open(uri)))
                .isInstanceOf(StorageException.Broken.class)
                .hasMessageContaining(Migrator.FILES.get(0))
                .hasMessageContaining("must not be edited");
    }

    @Test
    void anUnreachableDatabaseIsNamedWithoutItsPassword() {
        assertThatThrownBy(() -> Story.await(open("postgresql://seenby:secret@127.0.0.1:1/receipts")))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("127.0.0.1:1/receipts")
                .hasMessageNotContaining("secret");
    }

    @Test
    void aWrongPasswordIsSaidToBeOne() {
        URI right = URI.create(databases.empty());
        String wrong = right.toString().replace(right.getUserInfo(), right.getUserInfo() + "wrong");

        assertThatThrownBy(() -> Story.await(open(wrong)))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageContaining("password")
                .hasMessageNotContaining(right.getUserInfo().split(":")[1]);
    }

    @Test
    void whatIsNoAddressIsNotRepeated() {
        assertThatThrownBy(() -> Story.await(open("mysql://seenby:secret@localhost/receipts")))
                .isInstanceOf(StorageException.Unavailable.class)
                .hasMessageNotContaining("secret");
    }
}
