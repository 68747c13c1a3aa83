package dev.seenby.limits;

import dev.seenby.storage.App;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import org.jspecify.annotations.Nullable;

/** Asks whether one more call may go on; fails only if that cannot be found out. */
@FunctionalInterface
public interface CallLimit {
    /** @param call name of the API call, one of a fixed set */
    Future<Limiter.Verdict> acquire(App app, String call);

    /**
     * Asks for a call of a person, who may have a limit of their own.
     *
     * @param call name of the API call, one of a fixed set
     * @param person null = nobody in particular
     */
    default Future<Limiter.Verdict> acquire(App app, String call, @Nullable Person person) {
        return acquire(app, call);
    }

    /**
     * Asks for a message into a room, whose limit the app may have set: {@code messagesPerSecondPerGroup}.
     *
     * @param room storage id
     */
    default Future<Limiter.Verdict> acquireMessage(App app, long room) {
        return Future.succeededFuture(Limiter.Verdict.accepted(Integer.MAX_VALUE));
    }

    /** How many calls of that name the app may make in a second. */
    default int perSecond(App app, String call) {
        return app.callsPerSecond();
    }

    /** A call has arrived, and wants to be worked on. */
    default Visit arrived() {
        return Visit.BOUNDLESS;
    }
}
