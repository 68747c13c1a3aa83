package dev.seenby.observability;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import java.time.Duration;
import java.util.Set;
import java.util.stream.LongStream;

/** Has some times counted in buckets, the same for all. */
final class Buckets implements MeterFilter {
    private static final Set<String> TIMES = Set.of(CallMeters.TIME, WriterMeter.TIME, WriterMeter.WAIT);
    private static final double[] BOUNDS_NANOS = LongStream.of(1, 2, 5, 10, 20, 50, 100, 250, 500, 1_000, 3_000, 10_000)
            .mapToDouble(millis -> Duration.ofMillis(millis).toNanos())
            .toArray();

    @Override
    public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
        return TIMES.contains(id.getName())
                ? DistributionStatisticConfig.builder()
                        .serviceLevelObjectives(BOUNDS_NANOS)
                        .build()
                        .merge(config)
                : config;
    }
}
