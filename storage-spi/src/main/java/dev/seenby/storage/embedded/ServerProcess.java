package dev.seenby.storage.embedded;

import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A server that runs as a child of this JVM on a port of its own, is watched, and is started again on the same port when
 * it dies, so that clients find it again.
 *
 * <p>The child is not bound to the JVM's life: it runs in a session of its own where the system has {@code setsid}, so
 * that Ctrl-C in a terminal reaches only Seenby, which stops it when the last request is answered.
 */
public final class ServerProcess {
    /** What differs between servers. Methods are called by one thread at a time. */
    public interface Server {
        /** The name for people, as in "PostgreSQL died". */
        String name();

        /** Where the child's output goes. */
        Path log();

        /** Called before each start of the child: stops what an earlier one left running. */
        void clearTheWay();

        /** How to start the child in the foreground, listening on 127.0.0.1 and this port. */
        ProcessBuilder command(int port);

        /** Whether the child answers now. Called about 20 times a second while it starts. */
        boolean ready(ProcessHandle child, int port);

        /** Asks the child to stop in good order; may return before it has. */
        void askToStop(ProcessHandle child);
    }

    private static final Duration LOOK_EVERY = Duration.ofMillis(50);
    /** Long, because recovery after a crash replays up to a few gigabytes of log. */
    private static final Duration START_LIMIT = Duration.ofMinutes(5);

    private static final Duration STOP_LIMIT = Duration.ofSeconds(30);
    private static final Duration YOUNG = Duration.ofSeconds(10);
    private static final int LONGEST_PAUSE_SECONDS = 30;
    private static final int FIRST_TRIES = 3;

    private final Server server;
    private final Consumer<String> notices;
    private final ServerLog log;
    private final int port;
    private final CountDownLatch stopping = new CountDownLatch(1);
    /** Held while a child is being started or stopped. */
    private final ReentrantLock changing = new ReentrantLock();

    private final AtomicInteger restarts = new AtomicInteger();
    private volatile @Nullable Process child;

    private ServerProcess(Server server, int port, Consumer<String> notices) {
        this.server = server;
        this.notices = notices;
        this.log = new ServerLog(server.log());
        this.port = port;
    }

    /**
     * Starts the server and waits until it answers.
     *
     * @param notices takes one line for the operator at a time: slow starts, deaths, restarts
     * @throws EmbeddedServerException when it does not start; nothing is left running then
     */
    public static ServerProcess start(Server server, Consumer<String> notices) {
        String problem = "";
        for (int i = 0; i < FIRST_TRIES; i++) {
            // Somebody may take the port between the choice and the start, hence the tries.
            ServerProcess process = new ServerProcess(server, LoopbackPort.choose(), notices);
            if (process.launch()) {
                Thread watch = new Thread(process::watch, "watch-" + server.name());
                watch.setDaemon(true);
                watch.start();
                return process;
            }
            problem = process.log.lastProblem();
        }
        throw new EmbeddedServerException(server.name() + " does not start: " + problem);
    }

    /** The TCP port on 127.0.0.1, the same over all restarts of the child. */
    public int port() {
        return port;
    }

    /** The running child's process id; of the last one while a restart is under way. */
    public long pid() {
        Process running = child;
        return running == null ? -1 : running.pid();
    }

    /** How often the child died and was started again. */
    public int restarts() {
        return restarts.get();
    }

    /** Stops watching and stops the child in good order, within about 40 seconds. Stopping twice is harmless. */
    public void stop() {
        stopping.countDown();
        changing.lock();
        try {
            Process running = child;
            if (running == null || !running.isAlive()) {
                return;
            }
            server.askToStop(running.toHandle());
            if (!running.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS)) {
                notices.accept(server.name() + " does not stop: killing it");
                kill(running);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            changing.unlock();
        }
    }

    /** Starts a child; false when it died before it answered, or when all is being stopped. */
    private boolean launch() {
        changing.lock();
        try {
            if (stopping.getCount() == 0) {
                return false;
            }
            server.clearTheWay();
            Process starting = spawn();
            child = starting;
            boolean done = false;
            try {
                boolean ready = awaitReady(starting);
                done = ready || stopping.getCount() == 0;
                return ready;
            } finally {
                if (!done) {
                    kill(starting);
                }
            }
        } finally {
            changing.unlock();
        }
    }

    private Process spawn() {
        ProcessBuilder builder = server.command(port);
        Programs.find("setsid").ifPresent(setsid -> {
            List<String> detached = new ArrayList<>(builder.command());
            detached.add(0, setsid.toString());
            builder.command(detached);
        });
        log.begin();
        builder.redirectInput(new File("/dev/null"))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(server.log().toFile()));
        try {
            return builder.start();
        } catch (IOException e) {
            throw EmbeddedServerException.cannot("run " + server.name(), e);
        }
    }

    private boolean awaitReady(Process starting) {
        Progress progress = new Progress("starting " + server.name(), notices);
        try {
            while (!starting.waitFor(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                if (server.ready(starting.toHandle(), port)) {
                    return true;
                }
                if (stopping.getCount() == 0) {
                    return false;
                }
                if (progress.elapsed().compareTo(START_LIMIT) > 0) {
                    throw new EmbeddedServerException(server.name() + " did not get ready within "
                            + START_LIMIT.toMinutes() + " minutes: " + log.lastProblem());
                }
            }
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedServerException("interrupted while starting " + server.name(), e);
        }
    }

    private static void kill(Process process) {
        process.destroyForcibly();
        process.onExit()
                .orTimeout(10, TimeUnit.SECONDS)
                .exceptionally(e -> process)
                .join();
    }

    private void watch() {
        try {
            while (true) {
                Process running = child;
                if (running == null) {
                    return;
                }
                long since = System.nanoTime();
                int status = running.waitFor();
                if (stopping.getCount() == 0) {
                    return;
                }
                notices.accept(server.name() + " died (" + describe(status) + "): restarting it on port " + port);
                boolean young = System.nanoTime() - since < YOUNG.toNanos();
                if (!restart(young ? 1 : 0)) {
                    return;
                }
                restarts.incrementAndGet();
                notices.accept(server.name() + " runs again");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Tries until the child runs, pausing longer after each failure; false when all is being stopped. */
    private boolean restart(int failuresBefore) throws InterruptedException {
        int failures = failuresBefore;
        while (!stopping.await(Math.min(failures, LONGEST_PAUSE_SECONDS), TimeUnit.SECONDS)) {
            try {
                if (launch()) {
                    return true;
                }
                if (stopping.getCount() == 0) {
                    return false;
                }
                notices.accept(server.name() + " does not start: " + log.lastProblem());
            } catch (EmbeddedServerException e) {
                notices.accept(e.getMessage());
            }
            failures++;
        }
        return false;
    }

    private static String describe(int status) {
        return status > 128 ? "signal " + (status - 128) : "exit status " + status;
    }
}
