package dev.seenby.storage.redis;

import dev.seenby.storage.StorageException;
import io.vertx.redis.client.Response;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Turns what the Redis client fails with into the errors of the SPI. */
final class Failures {
    /** First words of Redis's errors that mean: nothing was done, later it may be. */
    private static final Set<String> AWAY = Set.of(
            "LOADING", "READONLY", "BUSY", "MASTERDOWN", "CLUSTERDOWN", "TRYAGAIN", "MISCONF", "NOREPLICAS", "NOAUTH");

    /** How Redis 6 tells of an error of a command within a script; Redis 7 tells it as if it were the script's own. */
    private static final Pattern IN_SCRIPT = Pattern.compile("^ERR Error running script .*: -([A-Z]+) ");

    private static final Set<String> DEMOTED = Set.of("READONLY", "MASTERDOWN");

    private Failures() {}

    /** @param write whether the command may have changed something before it failed */
    static StorageException of(Throwable cause, boolean write) {
        if (cause instanceof StorageException known) {
            return known;
        }
        String message = String.valueOf(cause.getMessage());
        if (isAnswer(cause)) {
            String word = word(cause);
            if (word.equals("OOM")) {
                return new StorageException.Overloaded("Redis is out of memory", cause);
            }
            return AWAY.contains(word)
                    ? new StorageException.Unavailable("Redis cannot serve: " + word, cause)
                    : new StorageException.Broken("Redis answered: " + message, cause);
        }
        if (message.startsWith("Redis waiting queue is full")) {
            return new StorageException.Overloaded("too many commands wait for Redis", cause);
        }
        String what = cause instanceof TimeoutException ? "Redis did not answer in time" : "connection to Redis lost";
        return write ? new StorageException.OutcomeUnknown(what, cause) : new StorageException.Unavailable(what, cause);
    }

    /** Whether Redis said it, rather than the client about its connection. */
    static boolean isAnswer(Throwable cause) {
        return cause instanceof Response && !"CONNECTION_CLOSED".equals(cause.getMessage());
    }

    /** Whether this Redis has become another's replica, so that its address may lead to the new master. */
    static boolean isDemoted(Throwable cause) {
        return isAnswer(cause) && DEMOTED.contains(word(cause));
    }

    static boolean scriptIsMissing(Throwable cause) {
        return isAnswer(cause) && firstWord(String.valueOf(cause.getMessage())).equals("NOSCRIPT");
    }

    private static String word(Throwable answer) {
        String message = String.valueOf(answer.getMessage());
        Matcher nested = IN_SCRIPT.matcher(message);
        return nested.find() ? nested.group(1) : firstWord(message);
    }

    private static String firstWord(String message) {
        int end = message.indexOf(' ');
        return end < 0 ? message : message.substring(0, end);
    }
}
