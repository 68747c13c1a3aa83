package dev.seenby.observability;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code process_memory_rss_bytes}: all memory that this process has in RAM, the heap and what the JVM and Netty take beside it,
 * which is what a container's limit is held against. Linux tells it; elsewhere there is no such metric.
 */
final class ResidentMemory implements MeterBinder {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String NAME = "VmRSS:";

    @Override
    public void bindTo(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            Gauge.builder("process.memory.rss", ResidentMemory::bytes)
                    .baseUnit("bytes")
                    .register(registry);
        }
    }

    private static double bytes() {
        try {
            for (String line : Files.readAllLines(STATUS)) {
                if (line.startsWith(NAME)) {
                    return Long.parseLong(line.replaceAll("[^0-9]", "")) * 1024.0;
                }
            }
        } catch (IOException e) {
            // as if it were not told
        }
        return Double.NaN;
    }
}
