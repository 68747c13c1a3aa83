package dev.seenby.loadtests;

import dev.seenby.receipts.Names;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.NewApp;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Supplier;
import org.HdrHistogram.Histogram;

/** How runs do many things at once, time them, and tell of it. */
final class Bench {
    private static final int UNDER_WAY = 64;
    private static final int REPEATS = 200;

    private Bench() {}

    static void time(String what, Supplier<Future<?>> act) throws Exception {
        time(what, REPEATS, act);
    }

    static void time(String what, int repeats, Supplier<Future<?>> act) throws Exception {
        Histogram nanos = new Histogram(3);
        for (int i = 0; i < repeats; i++) {
            long start = System.nanoTime();
            await(act.get());
            nanos.recordValue(System.nanoTime() - start);
        }
        System.out.printf(
                Locale.ROOT,
                "%s: median %.2f ms, p99 %.2f ms%n",
                what,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6);
    }

    static <T> List<T> inParallel(String what, int count, LongFunction<Future<T>> act) throws Exception {
        Semaphore free = new Semaphore(UNDER_WAY);
        List<Future<T>> all = new ArrayList<>(count);
        long start = System.nanoTime();
        for (int i = 0; i < count; i++) {
            free.acquire();
            all.add(act.apply(i).onComplete(done -> free.release()));
            if ((i + 1) % Math.max(count / 20, 1) == 0) {
                System.err.printf(Locale.ROOT, "\r%s: %d%%  ", what, 100L * (i + 1) / count);
            }
        }
        List<T> results = new ArrayList<>(count);
        for (Future<T> one : all) {
            results.add(await(one));
        }
        System.err.printf(Locale.ROOT, "\r%s: %,d in %.1f s%n", what, count, millis(start) / 1e3);
        return results;
    }

    /** An option by its place, above 0. */
    static int option(String[] options, int place, int otherwise) {
        int option = place < options.length ? Integer.parseInt(options[place]) : otherwise;
        if (option < 1) {
            throw new IllegalArgumentException(option + " is too small");
        }
        return option;
    }

    static NewApp newApp() {
        return new NewApp(
                null,
                "load test",
                List.of(Names.randomId().toLowerCase(Locale.ROOT) + ".example"),
                200,
                0,
                "0".repeat(64),
                Registration.fill(Registration.Request.tencent("administrator", null, null), 0),
                List.of());
    }

    static <T> T await(Future<T> future) throws Exception {
        return future.await(10, TimeUnit.MINUTES);
    }

    static double millis(long start) {
        return (System.nanoTime() - start) / 1e6;
    }
}
