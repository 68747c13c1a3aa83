package dev.seenby.loadtests;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Every benchmark there is: {@code load-tests/bench.sh [name] [options]}. */
public final class Benchmarks {
    /** What a class's {@code main} does. */
    interface Entry {
        void run(String[] options) throws Exception;
    }

    /** @param about one line, options included */
    record Benchmark(String name, String about, Entry entry) {}

    /** In the order in which {@code all} runs them. */
    static final List<Benchmark> ALL = List.of(
            new Benchmark(
                    "calls",
                    "[seconds of a round] [rounds] [members] [parts]: the dialects' receipt calls against a bare router",
                    Calls::main),
            new Benchmark(
                    "large-room",
                    "[members] [messages]: a room of a million members and messages beside a room of ten",
                    LargeRoom::main),
            new Benchmark(
                    "start",
                    "[rounds]: from the start of the process to the first answer, with an archive of classes and without",
                    Start::main),
            new Benchmark("jmh", "[pattern]: signatures and codecs by themselves", PureCode::main),
            new Benchmark(
                    "many-topics",
                    "[topics] [messages in each] [members]: a channel of 1,000 topics beside one topic",
                    ManyTopics::main),
            new Benchmark(
                    "marks",
                    "[rounds] [unread] [unread beside rows]: one mark of few and of 100,000 messages, beside rows per reader",
                    Marks::main),
            new Benchmark(
                    "bytes",
                    "[members] [messages] [sittings] [rows for 1 message in] [members] [messages of the worst case]: what reads weigh",
                    StoredBytes::main),
            new Benchmark(
                    "commits",
                    "[seconds of a turn] [rounds] [clients]: durable marks a second, beside a commit for each mark",
                    Commits::main),
            new Benchmark(
                    "webhook-outage",
                    "[seconds] [marks a second] [groups]: marks without webhook, with one, with one that is down",
                    WebhookOutage::main),
            new Benchmark("overload", "[seconds]: one app offers ten times what the server can take", Overload::main));

    private Benchmarks() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 0) {
            ALL.forEach(one -> System.out.printf(Locale.ROOT, "%-16s %s%n", one.name(), one.about()));
            System.out.printf(Locale.ROOT, "%-16s %s%n", "all", "all of them, one after the other");
        } else if (args[0].equals("all")) {
            System.exit(all() ? 0 : 1);
        } else {
            Benchmark found =
                    named(args[0]).orElseThrow(() -> new IllegalArgumentException("there is no benchmark " + args[0]));
            found.entry().run(Arrays.copyOfRange(args, 1, args.length));
        }
    }

    static Optional<Benchmark> named(String name) {
        return ALL.stream().filter(one -> one.name().equals(name)).findFirst();
    }

    /** Each in a process of its own: none finds what another has warmed up or left. @return whether all ended well */
    private static boolean all() throws Exception {
        List<String> failed = new ArrayList<>();
        for (Benchmark one : ALL) {
            System.out.println("\n=== " + one.name());
            if (process(java(Benchmarks.class, one.name())) != 0) {
                failed.add(one.name());
            }
        }
        System.out.println(failed.isEmpty() ? "\nall ended well" : "\nnot as it should be: " + failed);
        return failed.isEmpty();
    }

    /** A command line that runs a class of these with this process's own Java, its options and its class path. */
    static List<String> java(Class<?> main, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(List.of(options));
        return command;
    }

    private static int process(List<String> command) throws Exception {
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }
}
