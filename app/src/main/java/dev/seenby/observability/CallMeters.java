package dev.seenby.observability;

import dev.seenby.http.CallMetrics.Outcome;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The calls of the dialects. Each has one counter for each code that it was answered with, but its times only by outcome:
 * a histogram is a dozen series, and codes are many.
 */
final class CallMeters {
    static final String TIME = "seenby.call.time";

    private record Answer(String dialect, String call, Outcome outcome, int status, String code) {}

    private record Timed(String dialect, String call, Outcome outcome) {}

    private final MeterRegistry registry;
    private final Map<Answer, Counter> answers = new ConcurrentHashMap<>();
    private final Map<Timed, Timer> times = new ConcurrentHashMap<>();

    CallMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(String dialect, String call, Outcome outcome, int status, String code, long nanos) {
        answers.computeIfAbsent(new Answer(dialect, call, outcome, status, code), this::counter)
                .increment();
        times.computeIfAbsent(new Timed(dialect, call, outcome), this::timer).record(nanos, TimeUnit.NANOSECONDS);
    }

    private Counter counter(Answer a) {
        return Counter.builder("seenby.calls")
                .tags("dialect", a.dialect(), "call", a.call(), "outcome", word(a.outcome()))
                .tags("status", Integer.toString(a.status()), "code", a.code())
                .register(registry);
    }

    private Timer timer(Timed t) {
        return Timer.builder(TIME)
                .tags("dialect", t.dialect(), "call", t.call(), "outcome", word(t.outcome()))
                .register(registry);
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
