package dev.seenby.zulip;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Collects many ids that come unordered, page by page. They stay four bytes each, so a million of them are 4 MB and not a
 * list of objects; and as sorted runs that double in length, so that no step, on an event loop, takes longer than merging
 * two of them once.
 */
final class AscendingIds {
    private final Deque<int[]> runs = new ArrayDeque<>();

    /** Adds a page in any order. */
    void add(int[] page) {
        int[] run = page.clone();
        Arrays.sort(run);
        while (!runs.isEmpty() && runs.getLast().length <= run.length) {
            run = merged(runs.removeLast(), run);
        }
        runs.addLast(run);
    }

    /** All of them, ascending. */
    int[] all() {
        int[] all = new int[0];
        while (!runs.isEmpty()) {
            all = merged(runs.removeLast(), all);
        }
        runs.addLast(all);
        return all;
    }

    private static int[] merged(int[] one, int[] other) {
        int[] both = new int[one.length + other.length];
        int i = 0;
        int j = 0;
        for (int k = 0; k < both.length; k++) {
            boolean fromOne = j == other.length || i < one.length && one[i] <= other[j];
            both[k] = fromOne ? one[i++] : other[j++];
        }
        return both;
    }
}
