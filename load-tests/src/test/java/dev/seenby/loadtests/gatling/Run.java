package dev.seenby.loadtests.gatling;

import io.gatling.app.Gatling$;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Runs a simulation, on a server of its own unless {@code -Durl} names one: {@code load-tests/gatling.sh NAME [-Dname=value …]}. */
public final class Run {
    private record Named(Class<? extends ServerSimulation> simulation, String what) {}

    private static final Map<String, Named> SIMULATIONS = new LinkedHashMap<>();

    static {
        SIMULATIONS.put("tencent", new Named(TencentSimulation.class, "a back end that speaks Tencent's REST API"));
        SIMULATIONS.put("rocketchat", new Named(RocketChatSimulation.class, "people with Rocket.Chat clients"));
        SIMULATIONS.put("zulip", new Named(ZulipSimulation.class, "people with Zulip clients"));
        SIMULATIONS.put("mixed", new Named(MixedSimulation.class, "all of them, as they come in the course of a day"));
        SIMULATIONS.put(
                "limiter",
                new Named(LimiterSimulation.class, "50 apps above their limits on two nodes, and the proof"));
        SIMULATIONS.put("soak", new Named(SoakSimulation.class, "all of them for hours, with an eye on the memory"));
    }

    private Run() {}

    public static void main(String[] args) throws Exception {
        Named named = args.length == 1 ? SIMULATIONS.get(args[0]) : null;
        if (named == null) {
            SIMULATIONS.forEach((name, each) -> System.out.printf("%-12s%s%n", name, each.what()));
            System.exit(args.length == 0 ? 0 : 2);
            return;
        }
        boolean well;
        if (System.getProperty("url") != null) {
            well = simulate(named.simulation());
        } else {
            boolean limiter = named.simulation() == LimiterSimulation.class;
            try (Nodes nodes = Nodes.start(Parameter.number("nodes", limiter ? 2 : 1), limiter)) {
                Counted before = Counted.now();
                well = simulate(named.simulation());
                if (limiter) {
                    well &= prove(nodes.decisions(), before, Counted.now());
                }
                nodes.complaints().forEach(System.out::println);
            }
        }
        System.exit(well ? 0 : 1);
    }

    /** Where reports go. */
    static Path results() {
        return Path.of(Parameter.text("results", "target/gatling"));
    }

    /** @return whether calls were made, all as they should be */
    static boolean simulate(Class<? extends ServerSimulation> simulation, String... options) {
        List<String> arguments = new ArrayList<>(
                List.of("-s", simulation.getName(), "-rf", results().toString()));
        arguments.addAll(List.of(options));
        try {
            return Gatling$.MODULE$.fromArgs(arguments.toArray(String[]::new)) == 0;
        } catch (AssertionError | Exception failed) {
            // The first is how Gatling says that it cannot report a run without a call; the others are those of a
            // target that does not answer.
            System.err.println(failed);
            return false;
        }
    }

    /**
     * What the nodes' metrics say of their limiters.
     *
     * @param alone calls that nodes counted by themselves, because Redis was late; they are in no log
     */
    record Counted(long refused, long alone) {
        static Counted now() {
            try (Target target = Target.given()) {
                return new Counted((long) target.metric("seenby_limit_refused_total"), (long)
                        target.metric("seenby_limit_counted_alone_total"));
            }
        }
    }

    /** @return whether limiters were right, had something to refuse, and wrote all of it down */
    static boolean prove(List<Path> decisions, Counted before, Counted after) throws IOException {
        LimiterProof proof = LimiterProof.of(decisions, Parameter.number("limit", 200));
        long refused = after.refused() - before.refused();
        long alone = after.alone() - before.alone();
        System.out.print(proof.words());
        System.out.printf("the nodes' metrics: %,d refused, %,d counted without Redis%n", refused, alone);
        return proof.violations().isEmpty()
                && proof.refused() + proof.remembered() == refused
                && refused > 0
                && alone == 0;
    }
}
