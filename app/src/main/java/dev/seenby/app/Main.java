package dev.seenby.app;

import ch.qos.logback.classic.LoggerContext;
import dev.seenby.config.Config;
import dev.seenby.config.ConfigException;
import dev.seenby.observability.JsonLines;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.embedded.EmbeddedServerException;
import java.io.PrintStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The program.
 *
 * <p>Exit codes: 0 stopped when asked to, 1 cannot start, 2 a setting is unknown or impossible.
 */
public final class Main {
    private static final int CANNOT_START = 1;
    private static final int WRONG_SETTING = 2;
    private static final String NETTY_EVENTS = "io.netty.jfr.enabled";

    private Main() {}

    public static void main(String[] arguments) {
        // Before anything of Vert.x is loaded.
        System.setProperty("vertx.logger-delegate-factory-class-name", "io.vertx.core.logging.SLF4JLogDelegateFactory");
        // Else Netty starts the flight recorder, to which it would tell of each buffer; who records may want that.
        System.setProperty(NETTY_EVENTS, System.getProperty(NETTY_EVENTS, "false"));
        CommandLineReader.Outcome outcome;
        try {
            outcome = new CommandLineReader().read(arguments, System.getenv());
        } catch (ConfigException e) {
            fail(e.getMessage());
            System.exit(WRONG_SETTING);
            return;
        }
        if (outcome.config() == null) {
            System.exit(outcome.exitCode());
            return;
        }
        Started started = new Started();
        Thread hook = new Thread(() -> stop(started, 0, "stopped"), "shutdown");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            new Server(outcome.config(), operator(outcome.config()), started).start();
        } catch (Throwable e) {
            // Whatever it is: a process that neither serves nor ends would be the worst. (Awaited futures throw their
            // failures as they are, checked exceptions too.)
            endStart(started, hook, e);
            return;
        }
        started.startIsOver();
    }

    /** Where the operator reads. When the log is read by a machine, that is not where the log is. */
    private static PrintStream operator(Config config) {
        if (config.logFormat() == Config.LogFormat.TEXT) {
            return System.out;
        }
        JsonLines.turnOn();
        return System.err;
    }

    /** Stops what was started; if a signal came meanwhile, its hook does so instead. */
    private static void endStart(Started started, Thread hook, Throwable failure) {
        boolean asked = false;
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            asked = true;
        }
        if (asked) {
            started.startIsOver();
            return;
        }
        if (isForTheOperator(failure)) {
            fail(failure.getMessage());
            // Only who debugs wants to know where it came from.
            LoggerFactory.getLogger(Main.class).debug("cannot start", failure);
        } else {
            LoggerFactory.getLogger(Main.class).error("cannot start, because of a defect", failure);
        }
        started.startIsOver();
        stop(started, failure instanceof ConfigException ? WRONG_SETTING : CANNOT_START, "start given up");
    }

    /** Whether the message says in one line what is wrong, so that a stack trace would only hide it. */
    private static boolean isForTheOperator(Throwable failure) {
        return failure instanceof StartException
                || failure instanceof ConfigException
                || failure instanceof EmbeddedServerException
                || failure instanceof StorageException;
    }

    private static void stop(Started started, int exitCode, String farewell) {
        Logger log = LoggerFactory.getLogger(Main.class);
        try {
            started.stop();
            log.info("{}", farewell);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
                logback.stop();
            }
            System.out.flush();
            // Else the JVM's exit code would be that of the signal.
            Runtime.getRuntime().halt(exitCode);
        }
    }

    private static void fail(@Nullable String message) {
        System.err.println("seenby: " + Objects.requireNonNullElse(message, "cannot start"));
        System.err.flush();
    }
}
