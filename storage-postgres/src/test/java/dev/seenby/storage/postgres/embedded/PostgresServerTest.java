package dev.seenby.storage.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.embedded.ChildJvm;
import dev.seenby.storage.embedded.EmbeddedServerException;
import dev.seenby.storage.embedded.Programs;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgBuilder;
import io.vertx.sqlclient.Pool;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One data directory after another server has run in it: each test starts its own server there, and stops it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class PostgresServerTest {
    @TempDir
    static Path temporary;

    private static Path data;
    private static Vertx vertx;

    @BeforeAll
    static void firstStart() throws Exception {
        vertx = Vertx.vertx();
        data = temporary.toRealPath().resolve("data");
        PostgresServer.start(data, notice -> {}).stop();
    }

    @AfterAll
    static void leaveNothingRunning() throws Exception {
        Programs.kill(data);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void acknowledgedMeansOnTheDisk() throws Exception {
        try (PostgresServer server = start()) {
            Pool pool = connect(server.uri());
            for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
                assertThat(ask(pool, "SHOW " + setting)).as(setting).isEqualTo("on");
            }
            assertThat(ask(pool, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(ask(pool, "SHOW max_connections")).isEqualTo("100");
            assertThat(ask(pool, "SHOW server_encoding")).isEqualTo("UTF8");
            pool.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void nobodyComesInWithoutThePassword() throws Exception {
        try (PostgresServer server = start()) {
            Pool mallory = connect("postgresql://seenby:guess@127.0.0.1:" + server.port() + "/postgres");
            assertThatThrownBy(() -> ask(mallory, "SELECT 'in'"))
                    .hasMessageContaining("password authentication failed");
            mallory.close().await(20, TimeUnit.SECONDS);
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("postgres/password"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data.resolve("postgres"))))
                .isEqualTo("rwx------");
    }

    @Test
    void aServerThatDiesComesBackOnItsPortWithItsData() throws Exception {
        BlockingQueue<String> notices = new LinkedBlockingQueue<>();
        try (PostgresServer server = PostgresServer.start(data, notices::add)) {
            Pool pool = connect(server.uri());
            ask(pool, "DROP TABLE IF EXISTS death");
            ask(pool, "CREATE TABLE death (count int)");
            int port = server.port();
            for (int death = 1; death <= 2; death++) {
                ask(pool, "INSERT INTO death VALUES (" + death + ")");
                long pid = server.pid();
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                assertThat(notices.poll(60, TimeUnit.SECONDS))
                        .isEqualTo("PostgreSQL died (signal 9): restarting it on port " + port);
                assertThat(notices.poll(60, TimeUnit.SECONDS)).isEqualTo("PostgreSQL runs again");
                assertThat(server.restarts()).isEqualTo(death);
                assertThat(server.pid()).isNotEqualTo(pid);
                assertThat(server.port()).isEqualTo(port);
                Pool again = connect(server.uri());
                assertThat(ask(again, "SELECT count(*)::text FROM death")).isEqualTo(Integer.toString(death));
                again.close().await(20, TimeUnit.SECONDS);
            }
            pool.close().await(20, TimeUnit.SECONDS);
        }
        assertThat(notices).isEmpty();
        assertThat(Programs.runningFrom(data)).isEmpty();
    }

    @Test
    void aSecondSeenbyIsRefusedAndDoesNotDisturbTheFirst() throws Exception {
        try (PostgresServer server = start()) {
            Pool alice = connect(server.uri());
            String session = ask(alice, "SELECT pg_backend_pid()::text");
            long pid = server.pid();

            try (ChildJvm second = ChildJvm.run(PostgresInChildJvm.class, data.toString())) {
                assertThat(second.finish()).isEqualTo(1);
                assertThat(second.said())
                        .contains("another Seenby uses this data directory: " + data.resolve("postgres"));
            }
            assertThatThrownBy(PostgresServerTest::start)
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageStartingWith("another Seenby uses this data directory");
            try (ChildJvm third = ChildJvm.run(PostgresInChildJvm.class, data.toString())) {
                assertThat(third.finish()).isEqualTo(1);
            }

            assertThat(server.pid()).isEqualTo(pid);
            assertThat(ask(alice, "SELECT pg_backend_pid()::text")).isEqualTo(session);
            alice.close().await(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void aPidThatNowBelongsToAnotherProgramDoesNoHarm() throws Exception {
        Path pidFile = data.resolve("postgres/data/postmaster.pid");
        long mine = ProcessHandle.current().pid();
        Files.writeString(pidFile, mine + "\n" + pidFile.getParent() + "\n1\n5432\n\n127.0.0.1\n\nready   \n");

        try (PostgresServer server = start()) {
            assertThat(server.pid()).isNotEqualTo(mine);
        }
    }

    @Test
    void aProgramThatCannotRunIsOneLine() throws Exception {
        Path whole;
        try (var programs = Files.newDirectoryStream(data.resolve("postgres"), "programs-*")) {
            whole = programs.iterator().next().resolve("bin/postgres");
        }
        Path aside = whole.resolveSibling("aside");
        Files.move(whole, aside);
        try {
            Files.write(whole, new byte[] {1, 2, 3});
            assertThatThrownBy(PostgresServerTest::start)
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("PostgreSQL")
                    .message()
                    .doesNotContain("\n");
        } finally {
            Files.deleteIfExists(whole);
            Files.move(aside, whole);
        }
    }

    @Test
    void dataOfAnotherMajorVersionIsLeftAlone() throws Exception {
        Path version = data.resolve("postgres/data/PG_VERSION");
        String ours = Files.readString(version);
        Files.writeString(version, "12\n");
        try {
            assertThatThrownBy(PostgresServerTest::start)
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessageContaining("was written by PostgreSQL 12 and this Seenby brings PostgreSQL 18");
        } finally {
            Files.writeString(version, ours);
        }
    }

    private static PostgresServer start() {
        return PostgresServer.start(data, notice -> {});
    }

    private static Pool connect(String uri) {
        return PgBuilder.pool().connectingTo(uri).using(vertx).build();
    }

    private static String ask(Pool pool, String sql) throws Exception {
        var rows = pool.query(sql).execute().await(20, TimeUnit.SECONDS);
        return rows.size() == 0 ? "" : rows.iterator().next().getString(0);
    }
}
