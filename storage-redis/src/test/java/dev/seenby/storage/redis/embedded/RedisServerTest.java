package dev.seenby.storage.redis.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.embedded.ChildJvm;
import dev.seenby.storage.embedded.EmbeddedServerException;
import dev.seenby.storage.embedded.Programs;
import io.vertx.core.Vertx;
import io.vertx.redis.client.Command;
import io.vertx.redis.client.Redis;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RedisServerTest {
    @TempDir
    Path machine;

    private final Vertx vertx = Vertx.vertx();
    private Path data;
    private Path folder;

    @BeforeEach
    void name() throws Exception {
        data = machine.toRealPath().resolve("Alice's \"data\"");
        folder = data.resolve("redis");
    }

    @AfterEach
    void leaveNothingRunning() throws Exception {
        Programs.kill(data);
        vertx.close().await(20, TimeUnit.SECONDS);
    }

    @Test
    void keepsNothingOnDiskAndThrowsNothingAway() throws Exception {
        try (RedisServer server = start()) {
            assertThat(ask(server.uri(), "CONFIG", "GET", "save").get("save").toString())
                    .isEmpty();
            assertThat(ask(server.uri(), "CONFIG", "GET", "appendonly")
                            .get("appendonly")
                            .toString())
                    .isEqualTo("no");
            assertThat(ask(server.uri(), "CONFIG", "GET", "maxmemory-policy")
                            .get("maxmemory-policy")
                            .toString())
                    .isEqualTo("noeviction");
            assertThat(ask(server.uri(), "CONFIG", "GET", "bind").get("bind").toString())
                    .isEqualTo("127.0.0.1");
        }
        assertThat(Programs.runningFrom(data)).isEmpty();
    }

    @Test
    void nobodyComesInWithoutThePassword() throws Exception {
        try (RedisServer server = start()) {
            assertThatThrownBy(() -> ask("redis://127.0.0.1:" + server.port(), "GET", "secret"))
                    .hasMessageContaining("NOAUTH");
        }
        for (String secret : List.of("password", "redis.conf")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve(secret))))
                    .as(secret)
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aServerThatDiesComesBackOnItsPort() throws Exception {
        BlockingQueue<String> notices = new LinkedBlockingQueue<>();
        try (RedisServer server = RedisServer.start(data, notices::add)) {
            String uri = server.uri();
            for (int death = 1; death <= 2; death++) {
                long pid = server.pid();
                ProcessHandle.of(pid).orElseThrow().destroyForcibly();
                assertThat(notices.poll(60, TimeUnit.SECONDS))
                        .isEqualTo("Redis died (signal 9): restarting it on port " + server.port());
                assertThat(notices.poll(60, TimeUnit.SECONDS)).isEqualTo("Redis runs again");
                assertThat(server.restarts()).isEqualTo(death);
                assertThat(server.pid()).isNotEqualTo(pid);
                assertThat(server.uri()).isEqualTo(uri);
                assertThat(ask(uri, "PING").toString()).isEqualTo("PONG");
            }
        }
        assertThat(notices).isEmpty();
        assertThat(Programs.runningFrom(data)).isEmpty();
    }

    /** Each start begins with what the kill before it left, and gets a little further before it is killed itself. */
    @Test
    void startsAgainAfterEveryKill() throws Exception {
        for (String stage : List.of("password", "unpacking", "redis-server", "redis.conf", "server.log")) {
            try (ChildJvm seenby = run()) {
                seenby.killWhen(folder.resolve(stage).toFile()::exists);
            }
        }
        List<ProcessHandle> orphans;
        try (ChildJvm seenby = run()) {
            seenby.awaitLine("ready ");
            seenby.kill();
            orphans = Programs.runningFrom(data);
        }
        assertThat(orphans).as("Redis outlives its JVM").hasSize(1);
        try (ChildJvm seenby = run()) {
            seenby.awaitLine("ready ");
            assertThat(orphans).noneMatch(orphan -> Programs.runsFrom(orphan, data));
            Programs.runningFrom(data).forEach(ProcessHandle::destroyForcibly);
            seenby.kill();
        }
        try (ChildJvm seenby = run()) {
            String uri = seenby.awaitLine("ready ").substring("ready ".length());
            assertThat(ask(uri, "PING").toString()).isEqualTo("PONG");
            assertThat(seenby.finish()).isZero();
        }
        assertThat(Programs.runningFrom(data)).isEmpty();
    }

    @Test
    void aHalfUnpackedProgramIsReplaced() throws Exception {
        start().stop();
        Files.write(folder.resolve("redis-server"), new byte[] {1, 2, 3});
        Files.createDirectories(folder.resolve("unpacking"));
        Files.write(folder.resolve("unpacking/redis-server-6.2.6-v5-linux-amd64"), new byte[] {1, 2, 3});

        try (RedisServer server = start()) {
            assertThat(ask(server.uri(), "PING").toString()).isEqualTo("PONG");
        }
    }

    @Test
    void aSecondSeenbyIsRefusedAndDoesNotDisturbTheFirst() throws Exception {
        try (RedisServer server = start()) {
            long pid = server.pid();
            ask(server.uri(), "SET", "reader", "Bob");

            try (ChildJvm second = run()) {
                assertThat(second.finish()).isEqualTo(1);
                assertThat(second.said()).contains("another Seenby uses this data directory: " + folder);
            }
            assertThatThrownBy(this::start)
                    .isInstanceOf(EmbeddedServerException.class)
                    .hasMessage("another Seenby uses this data directory: " + folder);

            assertThat(server.pid()).isEqualTo(pid);
            assertThat(ask(server.uri(), "GET", "reader").toString()).isEqualTo("Bob");
        }
    }

    @Test
    void aFileInTheWayIsOneLine() throws Exception {
        Files.createDirectories(data);
        Files.writeString(folder, "a file, not a folder");

        assertThatThrownBy(this::start)
                .isInstanceOf(EmbeddedServerException.class)
                .hasMessage("cannot use the folder " + folder + ": " + folder + " is in the way");
    }

    private RedisServer start() {
        return RedisServer.start(data, notice -> {});
    }

    private ChildJvm run() throws Exception {
        return ChildJvm.run(RedisInChildJvm.class, data.toString());
    }

    private Response ask(String uri, String command, String... arguments) throws Exception {
        Redis redis = Redis.createClient(vertx, uri);
        try {
            Request request = Request.cmd(Command.create(command));
            List.of(arguments).forEach(request::arg);
            return redis.send(request).await(20, TimeUnit.SECONDS);
        } finally {
            redis.close().await(20, TimeUnit.SECONDS);
        }
    }
}
