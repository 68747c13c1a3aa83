package dev.seenby.loadtests;

import dev.seenby.storage.postgres.RunCodecs;
import dev.seenby.storage.redis.IndexCodecs;
import dev.seenby.tencent.TencentCodecs;
import dev.seenby.webhooks.WebhookCodecs;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * Signatures and codecs by themselves, measured by JMH: time and bytes allocated of one operation.
 *
 * <p>{@code jmh [pattern]}: those whose names match.
 */
final class PureCode {
    private static final List<Class<?>> ALL =
            List.of(TencentCodecs.class, RunCodecs.class, IndexCodecs.class, WebhookCodecs.class);
    private static final int ITERATIONS = 5;
    private static final int WARM_UPS = 3;

    private PureCode() {}

    public static void main(String[] args) throws Exception {
        System.exit(run(args.length > 0 ? args[0] : "", 1, TimeValue.seconds(1)).tell() ? 0 : 1);
    }

    /** @param forks 0 = in this process */
    static Report run(String pattern, int forks, TimeValue iteration) throws Exception {
        ChainedOptionsBuilder options = new OptionsBuilder()
                .forks(forks)
                .warmupIterations(WARM_UPS)
                .warmupTime(iteration)
                .measurementIterations(ITERATIONS)
                .measurementTime(iteration)
                .shouldFailOnError(true)
                .addProfiler(GCProfiler.class);
        for (Class<?> one : ALL) {
            options.include("^" + one.getName() + "\\..*" + pattern);
        }
        Report report = new Report("jmh", "Signatures and codecs");
        Collection<RunResult> results = new Runner(options.build()).run();
        for (RunResult result : results) {
            add(report, result);
        }
        return report.note(String.format(
                Locale.ROOT,
                "JMH, one thread, Java %s, %d iterations of %s after %d to warm up.",
                Runtime.version(),
                ITERATIONS,
                iteration,
                WARM_UPS));
    }

    private static void add(Report report, RunResult result) {
        BenchmarkParams params = result.getParams();
        String name = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
        String of = params.getParamsKeys().stream()
                .map(key -> params.getParam(key) + " " + key)
                .collect(Collectors.joining(", "));
        List<Double> nanos = new ArrayList<>();
        List<Double> bytes = new ArrayList<>();
        for (BenchmarkResult fork : result.getBenchmarkResults()) {
            for (IterationResult iteration : fork.getIterationResults()) {
                nanos.add(iteration.getPrimaryResult().getScore());
                iteration.getSecondaryResults().forEach((what, figure) -> {
                    if (what.endsWith("gc.alloc.rate.norm")) {
                        bytes.add(figure.getScore());
                    }
                });
            }
        }
        String contender = of.isEmpty() ? "one" : of;
        report.add(name, "ns", new Report.Series(contender, nanos, Goal.none()));
        report.add(name + ", allocated", "B", new Report.Series(contender, bytes, Goal.none()));
    }
}
