package dev.seenby.rocketchat;

import org.jspecify.annotations.Nullable;

/**
 * Which part of a list a call asks for, with {@code offset} and {@code count}.
 *
 * @param count how many at most; {@link #ALL} = all from {@code offset} on
 */
record Paging(long offset, int count) {
    static final int ALL = Integer.MAX_VALUE;
    private static final long MOST = 9_007_199_254_740_991L;

    /** Offset 0 unless given; count as the workspace's settings say: a default, a bound, and whether 0 means all. */
    static Paging of(Request request) {
        return of(request, positive(request.settings().number(Setting.API_Default_Count), 50));
    }

    /** @param byDefault the count unless given */
    static Paging of(Request request, int byDefault) {
        Long offset = request.query().number("offset", 0, MOST);
        Long count = request.query().number("count", 0, MOST);
        return new Paging(offset == null ? 0 : offset, count(request.settings(), count, byDefault));
    }

    private static int count(Settings settings, @Nullable Long asked, int byDefault) {
        int upper = positive(settings.number(Setting.API_Upper_Count_Limit), 100);
        if (asked == null) {
            return Math.min(byDefault, upper);
        }
        if (asked == 0) {
            return settings.on(Setting.API_Allow_Infinite_Count) ? ALL : Math.min(byDefault, upper);
        }
        return (int) Math.min(asked, upper);
    }

    private static int positive(int setting, int otherwise) {
        return setting > 0 ? setting : otherwise;
    }
}
