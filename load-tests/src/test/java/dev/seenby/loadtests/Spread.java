package dev.seenby.loadtests;

import java.util.Arrays;
import java.util.List;

/** The middle of some figures, and what nine of ten are above and below. */
record Spread(double median, double p10, double p90) {
    /** @param figures at least one, in any order */
    static Spread of(List<Double> figures) {
        double[] sorted =
                figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        if (sorted.length == 0) {
            throw new IllegalArgumentException("nothing was measured");
        }
        return new Spread(at(sorted, 0.5), at(sorted, 0.1), at(sorted, 0.9));
    }

    static double median(double... figures) {
        return at(Arrays.stream(figures).sorted().toArray(), 0.5);
    }

    /** Between two figures lies what lies between them, in proportion. */
    private static double at(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
