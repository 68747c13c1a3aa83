package dev.seenby.storage.postgres.embedded;

import dev.seenby.storage.embedded.EmbeddedServerException;
import dev.seenby.storage.embedded.PrivateFiles;
import dev.seenby.storage.embedded.Programs;
import dev.seenby.storage.embedded.ServerProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The folder of one PostgreSQL: made at the first start, cleaned up after a kill, and how to start and stop in it. */
final class PostgresCluster implements ServerProcess.Server {
    static final String USER = "seenby";
    /** The database that every new cluster has. */
    static final String DATABASE = "postgres";

    /** Given on the command line, so that no file can weaken them. */
    private static final List<String> SETTINGS = List.of(
            // A receipt that was acknowledged must not be lost.
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "max_connections=100",
            "shared_buffers=256MB",
            "effective_cache_size=1GB",
            "work_mem=16MB",
            "maintenance_work_mem=128MB",
            // Fewer checkpoints mean fewer full page images; recovery after a crash stays within seconds.
            "max_wal_size=2GB",
            "checkpoint_timeout=15min",
            "random_page_cost=1.1",
            "jit=off",
            "timezone=UTC",
            "log_timezone=UTC");

    private final Path folder;
    private final Path data;
    private final PostgresPrograms programs;
    private final Consumer<String> notices;

    PostgresCluster(Path folder, Consumer<String> notices) {
        this.folder = folder;
        this.data = folder.resolve("data");
        this.notices = notices;
        this.programs = new PostgresPrograms(folder, notices);
    }

    /** Unpacks the programs and makes the cluster where that is still to be done; returns the password. */
    String prepare() {
        stopOrphans();
        programs.unpack();
        String password = PrivateFiles.password(passwordFile());
        if (Files.exists(data)) {
            checkVersion();
        } else {
            initialise();
        }
        return password;
    }

    /** Builds the cluster under another name, so that {@code data} exists only when initdb has done all of its work. */
    private void initialise() {
        Path partial = folder.resolve("data.partial");
        PrivateFiles.delete(partial);
        List<String> initdb = List.of(
                programs.path("initdb"),
                "--pgdata=" + partial,
                "--username=" + USER,
                "--pwfile=" + passwordFile(),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                // Sorts and folds the same way on every system, whatever is installed there.
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8");
        programs.run(initdb, "creating the PostgreSQL cluster (first start)");
        try {
            PrivateFiles.publish(partial, data);
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("create " + data, e);
        }
    }

    private void checkVersion() {
        try {
            String has = Files.readString(data.resolve("PG_VERSION")).strip();
            String wants = programs.majorVersion();
            if (!has.equals(wants)) {
                throw new EmbeddedServerException(
                        data + " was written by PostgreSQL " + has + " and this Seenby brings PostgreSQL " + wants
                                + ": dump it with the former Seenby and restore");
            }
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("read the version of " + data, e);
        }
    }

    @Override
    public String name() {
        return "PostgreSQL";
    }

    @Override
    public Path log() {
        return folder.resolve("server.log");
    }

    @Override
    public void clearTheWay() {
        stopOrphans();
    }

    @Override
    public ProcessBuilder command(int port) {
        List<String> command = new ArrayList<>(List.of(programs.path("postgres"), "-D", data.toString()));
        SETTINGS.forEach(setting -> command.addAll(List.of("-c", setting)));
        command.addAll(List.of("-c", "port=" + port));
        return programs.builder(command);
    }

    @Override
    public boolean ready(ProcessHandle child, int port) {
        // What pg_ctl itself looks at: the pid in the first line, "ready" in the eighth.
        List<String> lines = postmasterPid();
        return lines.size() >= 8
                && lines.get(0).strip().equals(Long.toString(child.pid()))
                && lines.get(7).strip().equals("ready");
    }

    @Override
    public void askToStop(ProcessHandle child) {
        stopFast();
    }

    private void stopFast() {
        programs.tryRun(
                List.of(programs.path("pg_ctl"), "-D", data.toString(), "-m", "fast", "-w", "-t", "30", "stop"),
                "stopping PostgreSQL");
    }

    /**
     * Ends whatever an earlier run left behind. Only when none of its processes is left may {@code postmaster.pid} be
     * removed; it must be, because by now its pid may belong to another program, and PostgreSQL would not start.
     */
    private void stopOrphans() {
        Optional<ProcessHandle> orphan = orphan();
        if (orphan.isPresent()) {
            notices.accept("stopping the PostgreSQL that a killed Seenby left running (pid "
                    + orphan.get().pid() + ")");
            if (programs.unpacked()) {
                stopFast();
            }
        }
        Programs.kill(folder);
        PrivateFiles.delete(data.resolve("postmaster.pid"));
    }

    private Optional<ProcessHandle> orphan() {
        return postmasterPid().stream()
                .findFirst()
                .map(String::strip)
                .filter(line -> line.matches("[1-9][0-9]{0,9}"))
                .flatMap(line -> ProcessHandle.of(Long.parseLong(line)))
                .filter(process -> Programs.runsFrom(process, folder));
    }

    private List<String> postmasterPid() {
        try {
            return Files.readAllLines(data.resolve("postmaster.pid"));
        } catch (IOException missing) {
            return List.of();
        }
    }

    private Path passwordFile() {
        return folder.resolve("password");
    }
}
