package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * All dialects at once, {@code visits} within {@code seconds}, which come as they do in the course of a day: few at night, most
 * in the forenoon and the afternoon, less at noon, more again in the evening.
 */
public final class MixedSimulation extends ServerSimulation {
    /** What an hour has of the visits that the busiest one has, from midnight. */
    private static final double[] HOURS = {
        0.25, 0.15, 0.10, 0.08, 0.08, 0.12, 0.30, 0.60, 0.90, 1.00, 1.00, 0.95,
        0.80, 0.90, 1.00, 0.95, 0.90, 0.80, 0.75, 0.85, 0.90, 0.80, 0.60, 0.40
    };

    public MixedSimulation() {
        int seconds = Parameter.number("seconds", 180);
        double visits = Parameter.decimal("visits", 10_800);
        double busiest = visits / seconds / Arrays.stream(HOURS).average().orElseThrow();
        load(Traffic.of(target, part -> day(busiest * part, seconds)));
    }

    /** @param busiest visits a second in the busiest hour */
    private static OpenInjectionStep[] day(double busiest, int seconds) {
        List<OpenInjectionStep> day = new ArrayList<>();
        for (int hour = 0; hour < HOURS.length; hour++) {
            // Gatling counts visits by whole seconds.
            int length = (hour + 1) * seconds / HOURS.length - hour * seconds / HOURS.length;
            if (length > 0) {
                day.add(rampUsersPerSec(HOURS[hour] * busiest)
                        .to(HOURS[(hour + 1) % HOURS.length] * busiest)
                        .during(length)
                        .randomized());
            }
        }
        return day.toArray(OpenInjectionStep[]::new);
    }
}
