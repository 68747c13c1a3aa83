package dev.seenby.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.StorageException;
import dev.seenby.storage.contract.Story;
import io.vertx.core.Future;
import java.net.URI;
import java.nio.file.Path;
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
