package dev.seenby.storage.redis;

import dev.seenby.storage.Limiter;
import io.vertx.core.Future;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The limiter: an exact log of the last second's calls, kept by Redis's clock. After a refusal this node refuses by
 * itself for as long as Redis surely would.
 *
 * <p>At the level TRACE each decision is a line: app, call, its moment in microseconds of Redis's clock, {@code accepted},
 * {@code refused} by Redis or {@code remembered} by the node, and the wait in microseconds, which is 0 when accepted. The
 * moment of what was remembered is no earlier than it was, and before the end of the wait that Redis told.
 */
final class RedisLimiter implements Limiter {
    private static final Logger LOG = LoggerFactory.getLogger(RedisLimiter.class);
    private static final long ACQUIRE_MILLIS = 100;
    /** The number of the app's ceiling among the limits of the script. */
    private static final int CEILING = 3;
    /** More refusals than this are not remembered; Redis is asked then. */
    static final int REMEMBERED = 10_000;

    /** What was refused: a call, or all of a person, or all of the app. Under another limit Redis may say otherwise. */
    private record Refused(long app, String call, long person, int perSecond) {
        static Refused call(Asked asked) {
            return new Refused(asked.app(), asked.call(), 0, asked.perSecond());
        }

        static Refused person(Asked asked) {
            return new Refused(asked.app(), "", asked.person(), asked.perPerson());
        }

        static Refused any(Asked asked) {
            return new Refused(asked.app(), "", 0, asked.ceilingPerSecond());
        }
    }

    /** When Redis may accept again, by this node's monotonic clock in nanoseconds and by Redis's own in microseconds. */
    private record Until(long nanos, long redisMicros) {}

    /** So many calls are decided at once at most. */
    private static final int MOST = 1_000;

    private static final Object ONE = new Object();

    private final Links links;
    private final LongSupplier nanoTime;
    private final long patience;
    private final Gathering<Asked, Object, Verdict> gathering =
            new Gathering<>(MOST, (asked, calls) -> acquire(asked, calls.size()));
    private final Map<Refused, Until> refusals = new ConcurrentHashMap<>();

    RedisLimiter(Links links, LongSupplier nanoTime) {
        this(links, nanoTime, ACQUIRE_MILLIS);
    }

    /** @param patience in which Redis must answer, milliseconds */
    RedisLimiter(Links links, LongSupplier nanoTime, long patience) {
        this.links = links;
        this.nanoTime = nanoTime;
        this.patience = patience;
    }

    @Override
    public Future<Verdict> acquire(Asked asked) {
        long moment = nanoTime.getAsLong();
        Verdict known = remembered(Refused.call(asked), asked, false, moment);
        if (known == null && asked.perPerson() > 0) {
            known = remembered(Refused.person(asked), asked, false, moment);
        }
        if (known == null && asked.ceilingPerSecond() > 0) {
            known = remembered(Refused.any(asked), asked, true, moment);
        }
        if (known != null) {
            return Future.succeededFuture(known);
        }
        return gathering.ask(asked, ONE);
    }

    /** As many calls that are alike, one after the other at the same moment. */
    private Future<List<Verdict>> acquire(Asked asked, int calls) {
        // Redis refuses at a later moment than this one, so what counts from here ends no later than its refusal.
        long moment = nanoTime.getAsLong();
        return links.run(Script.ACQUIRE, patience, true, 4, request -> request.arg(Keys.call(asked.app(), asked.call()))
                        .arg(Keys.person(asked.app(), asked.person()))
                        .arg(Keys.ceiling(asked.app()))
                        .arg(Keys.stamp(asked.app()))
                        .arg(asked.perSecond())
                        .arg(asked.perPerson())
                        .arg(asked.ceilingPerSecond())
                        .arg(RedisAppStamps.random())
                        .arg(calls))
                .map(reply -> verdicts(asked, calls, moment, reply));
    }

    private List<Verdict> verdicts(Asked asked, int calls, long moment, Response reply) {
        int accepted = reply.get(0).toInteger();
        int left = reply.get(1).toInteger();
        String stamp = reply.get(2).toString();
        long decided = reply.get(3).toLong();
        List<Verdict> verdicts = new ArrayList<>(calls);
        for (int i = 1; i <= accepted; i++) {
            tell(asked, decided, "accepted", 0);
            verdicts.add(Verdict.accepted(left + accepted - i).withStamp(stamp));
        }
        if (accepted < calls) {
            long wait = reply.get(4).toLong();
            int limit = reply.get(5).toInteger();
            remember(refused(asked, limit), new Until(moment + wait * 1000, decided + wait));
            for (int i = accepted; i < calls; i++) {
                tell(asked, decided, "refused", wait);
                verdicts.add(Verdict.refused(wait, limit == CEILING).withStamp(stamp));
            }
        }
        return verdicts;
    }

    /** @param limit which one it was, as the script counts them */
    private static Refused refused(Asked asked, int limit) {
        return switch (limit) {
            case 1 -> Refused.call(asked);
            case 2 -> Refused.person(asked);
            case CEILING -> Refused.any(asked);
            default -> throw new IllegalStateException("no such limit: " + limit);
        };
    }

    private @Nullable Verdict remembered(Refused what, Asked asked, boolean ceiling, long now) {
        Until until = refusals.get(what);
        if (until == null) {
            return null;
        }
        long left = until.nanos() - now;
        if (left <= 0) {
            refusals.remove(what, until);
            return null;
        }
        long wait = (left + 999) / 1000;
        tell(asked, until.redisMicros() - wait, "remembered", wait);
        return Verdict.refused(wait, ceiling);
    }

    private void remember(Refused what, Until until) {
        if (refusals.size() >= REMEMBERED) {
            long now = nanoTime.getAsLong();
            refusals.values().removeIf(past -> past.nanos() - now <= 0);
        }
        if (refusals.size() < REMEMBERED) {
            refusals.put(what, until);
        }
    }

    private static void tell(Asked asked, long micros, String outcome, long wait) {
        if (LOG.isTraceEnabled()) {
            LOG.trace("{} {} {} {} {}", asked.app(), asked.call().replace(' ', '_'), micros, outcome, wait);
        }
    }
}
