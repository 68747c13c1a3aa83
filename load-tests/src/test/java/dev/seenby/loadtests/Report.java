package dev.seenby.loadtests;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * What a benchmark has measured, contender beside contender: printed as a table, and written with a plot.
 *
 * <pre>{@code
 * Report report = new Report("calls", "Calls per second");
 * report.measure("counts of 2 messages", "calls/s")
 *         .of("Seenby", () -> seenby.callsPerSecond())
 *         .against("floor", () -> floor.callsPerSecond(), Goal.ratioAtLeast(0.5))
 *         .rounds(7);
 * report.tell();
 * }</pre>
 */
final class Report {
    /** Where results are kept, from the folder of the project. */
    static final Path RESULTS = Path.of("load-tests", "results");

    /** One round of one contender. @return the figure, in the unit of the measure */
    interface Act {
        double run() throws Exception;
    }

    /** The figures of a contender, one a round. */
    record Series(String contender, List<Double> figures, Goal goal) {}

    /** A line of the table. @param ratio the first contender's figure to this one's; not a number in its own line */
    record Row(String measure, String contender, String unit, Spread spread, double ratio, Goal goal) {
        boolean holds() {
            return goal.holds(spread.median(), ratio);
        }
    }

    private final String name;
    private final String title;
    private final List<String> notes = new ArrayList<>();
    private final List<Row> rows = new ArrayList<>();

    /** @param name of the files, and of the benchmark in {@link Benchmarks} */
    Report(String name, String title) {
        this.name = name;
        this.title = title;
    }

    /** Something to know of the figures: on what they were measured, how long, after which warm-up. */
    Report note(String note) {
        notes.add(note);
        return this;
    }

    /** Begins a measure, of which contenders take their turns. */
    Measure measure(String what, String unit) {
        return new Measure(what, unit);
    }

    /**
     * Adds what was measured elsewhere. Ratios are the medians of the rounds' own ratios, so that what slowed the machine for a
     * round slows both sides of its ratio.
     *
     * @param first who is held against the others; all have as many figures
     */
    void add(String measure, String unit, Series first, Series... others) {
        rows.add(new Row(measure, first.contender(), unit, Spread.of(first.figures()), Double.NaN, first.goal()));
        for (Series other : others) {
            double[] ratios = new double[first.figures().size()];
            for (int i = 0; i < ratios.length; i++) {
                ratios[i] = first.figures().get(i) / other.figures().get(i);
            }
            rows.add(new Row(
                    measure, other.contender(), unit, Spread.of(other.figures()), Spread.median(ratios), other.goal()));
        }
    }

    List<Row> rows() {
        return Collections.unmodifiableList(rows);
    }

    /** Whether no goal was missed. */
    boolean holds() {
        return rows.stream().allMatch(Row::holds);
    }

    /** Prints the table, and writes {@code <name>.md} and {@code <name>.svg}. @return whether no goal was missed */
    boolean tell() throws IOException {
        return tell(RESULTS);
    }

    boolean tell(Path folder) throws IOException {
        System.out.println(table());
        Files.createDirectories(folder);
        Files.writeString(folder.resolve(name + ".md"), markdown());
        Files.writeString(folder.resolve(name + ".svg"), Plot.svg(title, rows));
        return holds();
    }

    private static final List<String> HEADS =
            List.of("measure", "contender", "median", "p10 .. p90", "ratio", "goal", "holds");

    private static List<String> cells(Row row) {
        return List.of(
                row.measure(),
                row.contender(),
                figure(row.spread().median()) + " " + row.unit(),
                figure(row.spread().p10()) + " .. " + figure(row.spread().p90()),
                Double.isNaN(row.ratio()) ? "" : ratio(row.ratio()),
                row.goal().words(row.unit()),
                row.goal().isSet() ? row.holds() ? "yes" : "NO" : "");
    }

    /** For the console: columns as wide as they must be. */
    String table() {
        List<List<String>> lines = new ArrayList<>();
        lines.add(HEADS);
        rows.forEach(row -> lines.add(cells(row)));
        int[] widths = new int[HEADS.size()];
        for (List<String> line : lines) {
            for (int i = 0; i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        StringBuilder out = new StringBuilder("\n").append(title).append('\n');
        for (List<String> line : lines) {
            StringBuilder one = new StringBuilder();
            for (int i = 0; i < widths.length; i++) {
                one.append(line.get(i))
                        .append(" ".repeat(widths[i] - line.get(i).length() + 2));
            }
            out.append(one.toString().stripTrailing()).append('\n');
        }
        return out.toString();
    }

    String markdown() {
        StringBuilder out = new StringBuilder("# ")
                .append(title)
                .append("\n\n    load-tests/bench.sh ")
                .append(name);
        out.append("\n\n");
        notes.forEach(note -> out.append(note).append("\n\n"));
        out.append(line(HEADS)).append(line(Collections.nCopies(HEADS.size(), "---")));
        rows.forEach(row -> out.append(line(cells(row))));
        out.append(
                "\nMedians of the rounds; the ratio is the first contender's figure to the line's, the median of the rounds' own.\n");
        return out.append("\n![")
                .append(title)
                .append("](")
                .append(name)
                .append(".svg)\n")
                .toString();
    }

    private static String line(List<String> cells) {
        return cells.stream().collect(Collectors.joining(" | ", "| ", " |\n"));
    }

    /** Three digits say what a benchmark knows. */
    static String figure(double figure) {
        double size = Math.abs(figure);
        String format = size >= 100 || figure == Math.rint(figure)
                ? "%,.0f"
                : size >= 10 ? "%.1f" : size >= 1 ? "%.2f" : "%.3f";
        return String.format(Locale.ROOT, format, figure);
    }

    /** Below a thousandth the other way round is easier to read. */
    private static String ratio(double ratio) {
        return ratio >= 0.01 ? figure(ratio) : "1/" + figure(1 / ratio);
    }

    /** Contenders of a measure. */
    final class Measure {
        private record Contender(String name, Act act, Goal goal) {}

        private final String what;
        private final String unit;
        private final List<Contender> contenders = new ArrayList<>();

        private Measure(String what, String unit) {
            this.what = what;
            this.unit = unit;
        }

        /** Who is held against the others. */
        Measure of(String contender, Act act) {
            return of(contender, act, Goal.none());
        }

        /** @param goal of its figure itself */
        Measure of(String contender, Act act, Goal goal) {
            contenders.add(new Contender(contender, act, goal));
            return this;
        }

        /** @param goal mostly of the first contender's ratio to this one */
        Measure against(String contender, Act act, Goal goal) {
            return of(contender, act, goal);
        }

        /** Each contender in turn, so many times. */
        void rounds(int rounds) throws Exception {
            List<List<Double>> figures = new ArrayList<>();
            contenders.forEach(any -> figures.add(new ArrayList<>()));
            for (int round = 0; round < rounds; round++) {
                for (int i = 0; i < contenders.size(); i++) {
                    double figure = contenders.get(i).act().run();
                    figures.get(i).add(figure);
                    System.err.printf(
                            Locale.ROOT,
                            "%s, round %d of %d, %s: %s %s%n",
                            what,
                            round + 1,
                            rounds,
                            contenders.get(i).name(),
                            figure(figure),
                            unit);
                }
            }
            Function<Integer, Series> series = i -> new Series(
                    contenders.get(i).name(), figures.get(i), contenders.get(i).goal());
            Series[] others = new Series[contenders.size() - 1];
            for (int i = 0; i < others.length; i++) {
                others[i] = series.apply(i + 1);
            }
            add(what, unit, series.apply(0), others);
        }
    }
}
