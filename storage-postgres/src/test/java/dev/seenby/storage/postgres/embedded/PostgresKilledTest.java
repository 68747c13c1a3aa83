package dev.seenby.storage.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.embedded.ChildJvm;
import dev.seenby.storage.embedded.Programs;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.SqlClient;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Alice's machine has a power switch and a memory killer. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresKilledTest {
    @TempDir
    Path machine;

    private final Vertx vertx = Vertx.vertx();
    private Path data;
    private Path folder;

    @BeforeEach
    void name() throws Exception {
        data = machine.toRealPath().resolve("Alice's data");
        folder = data.resolve("postgres");
    }

    @AfterEach
    void leaveNothingRunning() throws Exception {
        Programs.kill(data);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    /** Each start begins with what the kill before it left, and gets a little further before it is killed itself. */
    @Test
    void aFirstStartMayBeKilledAtAnyMoment() throws Exception {
        killWhenThereIs("lock");
        killWhenThereIs("programs-partial/share/postgresql/timezonesets");
        assertThat(names()).as("half unpacked").noneMatch(name -> name.matches("programs-[0-9a-f]{12}"));
        killWhenThereIs("programs-partial/bin/postgres");
        assertThat(names()).as("half unpacked again").noneMatch(name -> name.matches("programs-[0-9a-f]{12}"));
        killWhenThereIs("password");
        killWhenThereIs("data.partial/postgresql.conf");
        assertThat(names()).as("half initialised").contains("data.partial").doesNotContain("data");
        killWhenThereIs("data.partial/base/4");
        assertThat(names())
                .as("half initialised again")
                .contains("data.partial")
                .doesNotContain("data");
        killWhenThereIs("data/PG_VERSION");
        killWhenThereIs("data/postmaster.pid");

        try (ChildJvm seenby = start()) {
            assertThat(ask(uri(seenby), "SELECT 'at last'")).isEqualTo("at last");
            assertThat(seenby.finish()).isZero();
        }
        assertThat(Programs.runningFrom(data)).isEmpty();
        assertThat(names()).noneMatch(name -> name.contains("partial"));
    }

    @Test
    void whatAliceCommittedSurvivesEveryKill() throws Exception {
        List<ProcessHandle> orphans;
        try (ChildJvm seenby = start()) {
            String uri = uri(seenby);
            ask(uri, "CREATE TABLE note (text text)");
            ask(uri, "INSERT INTO note VALUES ('milk')");
            seenby.kill();
            orphans = Programs.runningFrom(data);
        }
        assertThat(orphans).as("PostgreSQL outlives its JVM").isNotEmpty();

        try (ChildJvm seenby = start()) {
            String uri = uri(seenby);
            assertThat(seenby.said()).contains("stopping the PostgreSQL that a killed Seenby left running");
            assertThat(orphans).noneMatch(orphan -> Programs.runsFrom(orphan, data));
            ask(uri, "INSERT INTO note VALUES ('bread')");
            assertThat(ask(uri, "SELECT string_agg(text, ' ') FROM note")).isEqualTo("milk bread");
            Programs.runningFrom(data).forEach(ProcessHandle::destroyForcibly);
            seenby.kill();
        }

        try (ChildJvm seenby = start()) {
            String uri = uri(seenby);
            assertThat(ask(uri, "SELECT string_agg(text, ' ') FROM note")).isEqualTo("milk bread");
            seenby.kill();
            Programs.runningFrom(data).forEach(ProcessHandle::destroyForcibly);
        }

        try (ChildJvm seenby = start()) {
            assertThat(ask(uri(seenby), "SELECT string_agg(text, ' ') FROM note"))
                    .isEqualTo("milk bread");
            assertThat(seenby.finish()).isZero();
        }
    }

    private void killWhenThereIs(String path) throws Exception {
        File file = folder.resolve(path).toFile();
        try (ChildJvm seenby = start()) {
            seenby.killWhen(file::exists);
        }
    }

    private ChildJvm start() throws Exception {
        return ChildJvm.run(PostgresInChildJvm.class, data.toString());
    }

    private static String uri(ChildJvm seenby) throws Exception {
        return seenby.awaitLine("ready ").substring("ready ".length());
    }

    private List<String> names() throws Exception {
        List<String> names = new ArrayList<>();
        try (var files = Files.newDirectoryStream(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private String ask(String uri, String sql) throws Exception {
        SqlClient client = PgBuilder.client().connectingTo(uri).using(vertx).build();
        try {
            var rows = client.query(sql).execute().await(20, TimeUnit.SECONDS);
            return rows.size() == 0 ? "" : rows.iterator().next().getString(0);
        } finally {
            client.close().await(20, TimeUnit.SECONDS);
        }
    }
}
