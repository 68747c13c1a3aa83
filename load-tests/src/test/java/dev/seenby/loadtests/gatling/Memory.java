package dev.seenby.loadtests.gatling;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

/** The memory that a run's nodes use, looked at again and again, as their metrics tell it; bytes of all nodes together. */
final class Memory {
    /** A row of the table. @param second since the first look */
    record Look(double second, double heap, double rss) {}

    private final Target target;
    private final Duration every;
    private final List<Look> looks = new ArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    private final long begin = System.nanoTime();

    Memory(Target target, Duration every) {
        this.target = target;
        this.every = every;
    }

    void watch() {
        clock.scheduleAtFixedRate(this::look, 0, every.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void look() {
        looks.add(new Look(
                (System.nanoTime() - begin) / 1e9,
                target.metric("jvm_memory_used_bytes{area=\"heap\""),
                target.metric("process_memory_rss_bytes")));
    }

    /** Ends it and writes the table to {@code target/gatling}. @throws IllegalStateException when too much more is used */
    void stop() {
        clock.shutdown();
        try {
            if (!clock.awaitTermination(60, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the metrics are not answered");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
        write();
        double allowed = Parameter.decimal("growth", 1.3);
        System.out.println(said("heap", growth(looks, Look::heap)) + "; " + said("RSS", growth(looks, Look::rss)));
        if (growth(looks, Look::heap) > allowed || growth(looks, Look::rss) > allowed) {
            throw new IllegalStateException("that is more than " + allowed + " times");
        }
    }

    private static String said(String what, double growth) {
        return String.format(Locale.ROOT, "%s at the end %.2f times that after a quarter of the run", what, growth);
    }

    /** The least in the last quarter of looks, over the least in the second: what a collection leaves, once all is warm. */
    static double growth(List<Look> looks, ToDoubleFunction<Look> what) {
        int quarter = looks.size() / 4;
        if (quarter == 0) {
            throw new IllegalStateException("only " + looks.size() + " looks at the memory: look more often");
        }
        return least(looks.subList(looks.size() - quarter, looks.size()), what)
                / least(looks.subList(quarter, 2 * quarter), what);
    }

    private static double least(List<Look> looks, ToDoubleFunction<Look> what) {
        return looks.stream().mapToDouble(what).min().orElseThrow();
    }

    private void write() {
        StringBuilder table = new StringBuilder("second,heap_bytes,rss_bytes\n");
        for (Look look : looks) {
            table.append(String.format(Locale.ROOT, "%.0f,%.0f,%.0f%n", look.second(), look.heap(), look.rss()));
        }
        Path file = Run.results().resolve("memory.csv");
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, table);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.out.println("memory, look by look: " + file);
    }
}
