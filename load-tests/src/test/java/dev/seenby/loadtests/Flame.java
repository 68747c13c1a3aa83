package dev.seenby.loadtests;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/**
 * Draws a profile as a flame graph: the wider, the more of the processor's time it took with all that it called, which is below it.
 * Of Seenby each method has a box, of libraries each package, or else their many layers would hide the rest.
 *
 * <p>{@code Flame title collapsed svg}; {@code collapsed} has a stack a line, frames between semicolons, and how often it was
 * met, as async-profiler and others write it.
 */
public final class Flame {
    private static final int WIDTH = 1_400;
    private static final int ROW = 15;
    private static final int HEAD = 40;
    /** What takes a smaller share is left out. */
    private static final double LEAST = 0.003;

    private static final double LETTER = 6.2;
    private static final String OWN = "dev/seenby/";

    private long samples;
    private final Map<String, Flame> called = new TreeMap<>();

    private Flame() {}

    public static void main(String[] args) throws Exception {
        Files.writeString(Path.of(args[2]), svg(args[0], Files.readAllLines(Path.of(args[1]))));
    }

    static String svg(String title, List<String> stacks) {
        Flame all = new Flame();
        for (String stack : stacks) {
            int end = stack.lastIndexOf(' ');
            all.add(frames(stack.substring(0, end)), Long.parseLong(stack.substring(end + 1)));
        }
        StringBuilder boxes = new StringBuilder();
        int rows = all.draw(boxes, "all", 0, 0, all.samples);
        return String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"monospace\" font-size=\"10\">%n"
                                + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n<text x=\"8\" y=\"24\" font-size=\"15\">%s</text>%n",
                        WIDTH,
                        HEAD + rows * ROW + 8,
                        Plot.escaped(title + ", " + all.samples + " samples"))
                + boxes
                + "</svg>\n";
    }

    /** As they are drawn; what follows itself is one. */
    static List<String> frames(String stack) {
        List<String> frames = new ArrayList<>();
        for (String frame : stack.split(";")) {
            String name = name(frame);
            if (frames.isEmpty() || !frames.get(frames.size() - 1).equals(name)) {
                frames.add(name);
            }
        }
        return frames;
    }

    /** {@code tencent/Pipeline.run} of ours, {@code io/netty/channel} of others; native functions are what they are. */
    private static String name(String frame) {
        String plain = frame.replaceAll("\\$\\$Lambda.*|_\\[.\\]$", "");
        if (plain.startsWith(OWN)) {
            return plain.substring(OWN.length()).replaceAll("\\.lambda\\$(\\w+)\\$\\d+", ".$1");
        }
        if (plain.startsWith("/")) {
            return plain.replaceAll(".*/|_?\\d.*", "");
        }
        String[] parts = plain.split("/");
        return parts.length < 3 ? plain : parts[0] + "/" + parts[1] + "/" + parts[2].replaceAll("\\..*", "");
    }

    private void add(List<String> frames, long times) {
        samples += times;
        if (!frames.isEmpty()) {
            called.computeIfAbsent(frames.get(0), name -> new Flame()).add(frames.subList(1, frames.size()), times);
        }
    }

    /** @return how many rows it takes */
    private int draw(StringBuilder out, String name, long from, int row, long all) {
        double x = WIDTH * (double) from / all;
        double width = WIDTH * (double) samples / all;
        int y = HEAD + row * ROW;
        int letters = (int) (width / LETTER);
        String tells = String.format(Locale.ROOT, "%s %.1f%%", name, 100.0 * samples / all);
        out.append(String.format(
                Locale.ROOT,
                "<g><title>%s</title><rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\" stroke=\"white\"/>",
                Plot.escaped(tells),
                x,
                y,
                width,
                ROW,
                colour(name)));
        if (letters > 2) {
            out.append(String.format(
                    Locale.ROOT,
                    "<text x=\"%.1f\" y=\"%d\">%s</text>",
                    x + 3,
                    y + 11,
                    Plot.escaped(tells.substring(0, Math.min(letters, tells.length())))));
        }
        out.append("</g>\n");
        int rows = row + 1;
        long at = from;
        for (Map.Entry<String, Flame> one : called.entrySet()) {
            if (one.getValue().samples >= LEAST * all) {
                rows = Math.max(rows, one.getValue().draw(out, one.getKey(), at, row + 1, all));
            }
            at += one.getValue().samples;
        }
        return rows;
    }

    /** Ours, libraries', and the system's and the JVM's. */
    private static String colour(String name) {
        int slashes = name.length() - name.replace("/", "").length();
        return slashes == 0 ? "#d0d0d0" : slashes == 1 ? "#f2a65e" : "#a9cbe8";
    }
}
