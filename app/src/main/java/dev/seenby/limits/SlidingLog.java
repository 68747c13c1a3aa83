package dev.seenby.limits;

/** The moments of the calls accepted in the last second, oldest first, in a ring that grows up to the limit. */
final class SlidingLog {
    static final long SECOND_NANOS = 1_000_000_000L;

    private long[] moments = new long[16];
    private int first;
    private int size;

    /** @return 0 if a call fits now, else the nanoseconds until the next one does */
    long waitNanos(long now, int perSecond) {
        while (size > 0 && now - moments[first] >= SECOND_NANOS) {
            first = (first + 1) % moments.length;
            size--;
        }
        if (size < perSecond) {
            return 0;
        }
        // With a limit lowered since, more than one must grow a second old before the next fits.
        long blocking = moments[(first + size - perSecond) % moments.length];
        return SECOND_NANOS - (now - blocking);
    }

    /** Whether no call was accepted in the last second. */
    boolean isSilent(long now) {
        return waitNanos(now, Integer.MAX_VALUE) == 0 && size == 0;
    }

    /** How many more calls fit now; after {@link #waitNanos}. */
    int room(int perSecond) {
        return Math.max(0, perSecond - size);
    }

    void add(long now) {
        if (size == moments.length) {
            long[] larger = new long[size * 2];
            for (int i = 0; i < size; i++) {
                larger[i] = moments[(first + i) % size];
            }
            moments = larger;
            first = 0;
        }
        moments[(first + size) % moments.length] = now;
        size++;
    }
}
