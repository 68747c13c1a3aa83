package dev.seenby.loadtests.gatling;

import io.gatling.app.Gatling$;
import java.nio.file.Path;
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
        SIMULATIONS.put("limiter", new Named(LimiterSimulation.class, "50 apps above their limits on two nodes, and the proof"));
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
                well = simulate(named.simulation());
                if (limiter) {
                    well &= prove(nodes);
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
        List<String> arguments = new java.util.ArrayList<>(
                List.of("-s", simulation.getName(), "-rf", results().toString()));
        arguments.addAll(List.of(options));
        return Gatling$.MODULE$.fromArgs(arguments.toArray(String[]::new)) == 0;
    }

    /** Looks at what the nodes' limiters did in the run. @return whether it was right, and all of it was written down */
    static boolean prove(Nodes nodes) throws Exception {
        double alone;
        double refused;
        try (Target target = Target.given()) {
            alone = target.metric("seenby_limit_counted_alone_total");
            refused = target.metric("seenby_limit_refused_total");
        }
        nodes.stopNodes();
        LimiterProof proof = LimiterProof.of(nodes.decisions(), Parameter.number("limit", 200));
        System.out.print(proof.words());
        System.out.printf("calls that nodes counted alone: %.0f; refusals that they counted: %.0f%n", alone, refused);
        return proof.violations().isEmpty()
                && proof.refused() + proof.remembered() == (long) refused
                && refused > 0
                && alone == 0;
    }
}
