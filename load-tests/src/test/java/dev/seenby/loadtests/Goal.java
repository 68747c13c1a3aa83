package dev.seenby.loadtests;

import java.util.Locale;

/**
 * What a figure must come to.
 *
 * @param kind what is held against the bound
 * @param bound in the unit of the kind; of no meaning for {@link Kind#NONE}
 */
record Goal(Kind kind, double bound) {
    /** What is held against the bound: the ratio of the first contender's figure to this one's, or a figure itself. */
    enum Kind {
        NONE,
        RATIO_AT_LEAST,
        RATIO_AT_MOST,
        TIMES_LESS,
        AT_LEAST,
        AT_MOST
    }

    /** Nothing: the row is there to be seen. */
    static Goal none() {
        return new Goal(Kind.NONE, Double.NaN);
    }

    /** The first contender's figure is at least so many times this one's. */
    static Goal ratioAtLeast(double bound) {
        return new Goal(Kind.RATIO_AT_LEAST, bound);
    }

    /** The first contender's figure is at most so many times this one's. */
    static Goal ratioAtMost(double bound) {
        return new Goal(Kind.RATIO_AT_MOST, bound);
    }

    /** This contender's figure is at least so many times the first one's. */
    static Goal timesLess(double bound) {
        return new Goal(Kind.TIMES_LESS, bound);
    }

    /** The median itself is at least this. */
    static Goal atLeast(double bound) {
        return new Goal(Kind.AT_LEAST, bound);
    }

    /** The median itself is at most this. */
    static Goal atMost(double bound) {
        return new Goal(Kind.AT_MOST, bound);
    }

    boolean isSet() {
        return kind != Kind.NONE;
    }

    /**
     * @param median of the row's contender
     * @param ratio the first contender's figure to this one's; not a number in the first one's own row
     */
    boolean holds(double median, double ratio) {
        return switch (kind) {
            case NONE -> true;
            case RATIO_AT_LEAST -> ratio >= bound;
            case RATIO_AT_MOST -> ratio <= bound;
            case TIMES_LESS -> 1 / ratio >= bound;
            case AT_LEAST -> median >= bound;
            case AT_MOST -> median <= bound;
        };
    }

    String words(String unit) {
        return switch (kind) {
            case NONE -> "";
            case RATIO_AT_LEAST -> "at least " + plain(bound);
            case RATIO_AT_MOST -> "at most " + plain(bound);
            case TIMES_LESS -> "at least " + plain(bound) + " times less";
            case AT_LEAST -> "at least " + plain(bound) + " " + unit;
            case AT_MOST -> "at most " + plain(bound) + " " + unit;
        };
    }

    private static String plain(double number) {
        return number == Math.rint(number)
                ? String.format(Locale.ROOT, "%,.0f", number)
                : String.format(Locale.ROOT, "%s", number);
    }
}
