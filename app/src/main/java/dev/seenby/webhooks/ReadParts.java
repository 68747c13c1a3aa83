package dev.seenby.webhooks;

import dev.seenby.storage.Positions;
import dev.seenby.storage.Webhooks.Event;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What some reads of a group cover, message by message, in parts that fit into one letter; by timeline, then by position. The same
 * reads always make the same parts. Holds no more than the reads and one part: a stretch of a million messages is as small as any.
 */
public final class ReadParts implements Iterator<ReadParts.Part> {
    private static final int MESSAGES = 100;
    private static final int READERS = 500;
    /** What may be asked for at once. */
    private static final int SPREAD = 1_000;

    /** @param readers who just read it, by position; ascending storage ids */
    public record Part(long timeline, SortedMap<Long, List<Long>> readers) {}

    private final TreeMap<Long, List<Event>> byTimeline = new TreeMap<>();
    private long position = 1;

    /** @param reads at most {@link dev.seenby.storage.Webhooks#MAX_BATCH}, so that the readers of one message fit into one part */
    public ReadParts(List<Event> reads) {
        reads.forEach(read -> byTimeline
                .computeIfAbsent(read.timeline(), t -> new ArrayList<>())
                .add(read));
        skip();
    }

    @Override
    public boolean hasNext() {
        return !byTimeline.isEmpty();
    }

    @Override
    public Part next() {
        if (byTimeline.isEmpty()) {
            throw new NoSuchElementException();
        }
        long timeline = byTimeline.firstKey();
        SortedMap<Long, List<Long>> part = new TreeMap<>();
        int people = 0;
        long first = position;
        while (hasNext() && byTimeline.firstKey() == timeline && part.size() < MESSAGES && position - first < SPREAD) {
            List<Long> readers = readersHere();
            if (people + readers.size() > READERS) {
                break;
            }
            people += readers.size();
            part.put(position, readers);
            position++;
            skip();
        }
        return new Part(timeline, part);
    }

    private List<Long> readersHere() {
        TreeSet<Long> readers = new TreeSet<>();
        for (Event read : byTimeline.firstEntry().getValue()) {
            if (nextOf(read.stretches()) == position) {
                readers.addAll(read.people());
            }
        }
        return List.copyOf(readers);
    }

    /** Goes on to the next position that anybody has read, in the next timeline if there is none in this. */
    private void skip() {
        while (!byTimeline.isEmpty()) {
            long next = Long.MAX_VALUE;
            for (Event read : byTimeline.firstEntry().getValue()) {
                next = Math.min(next, nextOf(read.stretches()));
            }
            if (next < Long.MAX_VALUE) {
                position = next;
                return;
            }
            byTimeline.pollFirstEntry();
            position = 1;
        }
    }

    /** The first position from this on that is in the stretches; the greatest number if there is none. */
    private long nextOf(List<Positions> stretches) {
        int low = 0;
        int high = stretches.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (stretches.get(middle).last() < position) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low == stretches.size()
                ? Long.MAX_VALUE
                : Math.max(position, stretches.get(low).first());
    }
}
