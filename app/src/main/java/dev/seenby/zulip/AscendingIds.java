package dev.seenby.zulip;

import dev.seenby.http.Output;
import io.vertx.core.Future;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;

/**
 * Collects many ids that come unordered, page by page. They stay four bytes each, so a million of them are 4 MB and not a
 * list of objects; and as sorted runs that double in length, so that no step, on an event loop, takes longer than merging
 * two of them once.
 */
final class AscendingIds {
    private static final int WRITTEN_AT_ONCE = 5_000;

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

    /** Ids with commas between them, sent while they are written. */
    static Future<Void> write(Output output, int[] ids) {
        return write(output, ids, 0);
    }

    private static Future<Void> write(Output output, int[] ids, int from) {
        int to = Math.min(ids.length, from + WRITTEN_AT_ONCE);
        for (int i = from; i < to; i++) {
            output.add(i == 0 ? "" : ",").add(Integer.toString(ids[i]));
        }
        return output.flush().compose(flushed -> to == ids.length ? Future.succeededFuture() : write(output, ids, to));
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
