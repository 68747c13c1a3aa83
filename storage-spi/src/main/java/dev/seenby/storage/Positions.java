package dev.seenby.storage;

/** A stretch of positions of a timeline, both ends included; {@code 1 <= first <= last}. */
public record Positions(long first, long last) {
    public Positions {
        if (first < 1 || last < first) {
            throw new IllegalArgumentException("no stretch of positions: " + first + ".." + last);
        }
    }
}
