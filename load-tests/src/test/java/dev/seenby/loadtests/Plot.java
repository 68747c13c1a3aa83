package dev.seenby.loadtests;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A report as an SVG: for each measure a bar for each contender as long as its median, with a line from p10 to p90. Each measure
 * has a scale of its own, from 0.
 */
final class Plot {
    private static final int WIDTH = 900;
    private static final int NAMES = 250;
    private static final int BARS = 430;
    private static final int BAR = 22;
    private static final int HEAD = 34;

    private Plot() {}

    static String svg(String title, List<Report.Row> rows) {
        Map<String, List<Report.Row>> measures = rows.stream()
                .collect(Collectors.groupingBy(Report.Row::measure, LinkedHashMap::new, Collectors.toList()));
        StringBuilder out = new StringBuilder();
        int y = HEAD;
        for (Map.Entry<String, List<Report.Row>> measure : measures.entrySet()) {
            y += HEAD;
            text(out, 10, y - 8, "b", measure.getKey());
            double longest = measure.getValue().stream()
                    .mapToDouble(
                            row -> Math.max(row.spread().p90(), row.spread().median()))
                    .max()
                    .orElseThrow();
            for (int i = 0; i < measure.getValue().size(); i++, y += BAR) {
                bar(out, y, i == 0, measure.getValue().get(i), longest > 0 ? BARS / longest : 0);
            }
        }
        return String.format(Locale.ROOT, """
                        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">
                        <style>.b{font-weight:bold}.t{font-size:17px}</style>
                        <rect width="100%%" height="100%%" fill="white"/>
                        """, WIDTH, y + 12)
                + text(new StringBuilder(), 10, 24, "t", title)
                + out
                + "</svg>\n";
    }

    private static void bar(StringBuilder out, int y, boolean first, Report.Row row, double scale) {
        text(out, 20, y + 15, "n", row.contender());
        Spread spread = row.spread();
        out.append(String.format(
                Locale.ROOT,
                "<rect x=\"%d\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n"
                        + "<path d=\"M%.1f %dH%.1f\" stroke=\"black\"/>%n",
                NAMES,
                y + 3,
                Math.max(spread.median() * scale, 1),
                BAR - 6,
                first ? "#2a78b8" : "#b8b8b8",
                NAMES + spread.p10() * scale,
                y + BAR / 2,
                NAMES + spread.p90() * scale));
        String goal = row.goal().isSet() ? row.holds() ? "   goal holds" : "   GOAL MISSED" : "";
        double end = NAMES + Math.max(spread.median(), spread.p90()) * scale + 8;
        out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%d\">", end, y + 15))
                .append(escaped(Report.figure(spread.median()) + " " + row.unit() + goal))
                .append("</text>\n");
    }

    private static StringBuilder text(StringBuilder out, int x, int y, String style, String text) {
        return out.append(String.format(Locale.ROOT, "<text x=\"%d\" y=\"%d\" class=\"%s\">", x, y, style))
                .append(escaped(text))
                .append("</text>\n");
    }

    static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
