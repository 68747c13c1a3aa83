package dev.seenby.receipts;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.EventQueues.Event;
import dev.seenby.storage.EventQueues.Queue;
import java.util.ArrayDeque;
import java.util.List;

/** One queue and the events that wait in it. For one thread at a time. */
final class HeldQueue {
    private record Held(Event event, int bytes) {}

    private final Queue queue;
    private final ArrayDeque<Held> events = new ArrayDeque<>();
    private long asked;
    private long next;
    private long bytes;

    HeldQueue(Queue queue, long now) {
        this.queue = queue;
        this.asked = now;
    }

    Queue queue() {
        return queue;
    }

    String id() {
        return queue.id();
    }

    long person() {
        return queue.person();
    }

    /** When somebody asked for it last, in milliseconds. */
    long asked() {
        return asked;
    }

    void askedFor(long now) {
        asked = now;
    }

    /** When it is over, unless somebody asks before, in milliseconds. */
    long end() {
        return asked + queue.idle().toMillis();
    }

    /** Id of the next event to come. */
    long next() {
        return next;
    }

    /** Id of the oldest event that was not thrown away. */
    long first() {
        return next - events.size();
    }

    boolean takes(String type) {
        return queue.types().isEmpty() || queue.types().contains(type);
    }

    /** @return false if that would be too much */
    boolean give(String type, String body, int size) {
        if (events.size() >= EventQueues.MOST_EVENTS || bytes + size > EventQueues.MOST_BYTES) {
            return false;
        }
        events.addLast(new Held(new Event(next++, type, body), size));
        bytes += size;
        return true;
    }

    /** Throws away the events up to this one. */
    void prune(long after) {
        while (first() <= after) {
            bytes -= events.removeFirst().bytes();
        }
    }

    List<Event> oldest(int limit) {
        return events.stream().limit(limit).map(Held::event).toList();
    }
}
