package dev.seenby.storage.redis;

import dev.seenby.storage.EventQueues.Delivery;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Cuts deliveries so that Redis is kept busy for no more than a few milliseconds by each piece. What one person is given stays
 * in its order if the pieces go one after the other.
 */
final class Pieces {
    /** People of a piece, counted once for each delivery; few have more than one queue. */
    static final int PEOPLE = 500;
    /** Bytes that a piece carries to Redis. */
    static final int CARRIED = 256 << 10;
    /** Bytes that Redis writes, if each person has one queue. */
    static final int WRITTEN = 2 << 20;

    private final List<List<Delivery>> done = new ArrayList<>();
    private List<Delivery> piece = new ArrayList<>();
    private int people;
    private long carried;
    private long written;

    private Pieces() {}

    /** @return at least one piece, which may be empty; only a delivery larger than a piece makes one larger */
    static List<List<Delivery>> of(List<Delivery> deliveries) {
        Pieces pieces = new Pieces();
        for (Delivery delivery : deliveries) {
            pieces.add(delivery);
        }
        pieces.done.add(pieces.piece);
        return pieces.done;
    }

    private void add(Delivery delivery) {
        long bytes = delivery.body().getBytes(StandardCharsets.UTF_8).length;
        List<Long> left = List.copyOf(delivery.people());
        for (int from = 0; from < left.size(); ) {
            long room = Math.min(PEOPLE - people, (WRITTEN - written) / Math.max(1, bytes));
            if (!piece.isEmpty() && (room < 1 || carried + bytes > CARRIED)) {
                done.add(piece);
                piece = new ArrayList<>();
                people = 0;
                carried = 0;
                written = 0;
                continue;
            }
            int to = from + (int) Math.min(left.size() - from, Math.max(1, room));
            piece.add(new Delivery(Set.copyOf(left.subList(from, to)), delivery.type(), delivery.body()));
            people += to - from;
            carried += bytes;
            written += bytes * (to - from);
            from = to;
        }
    }
}
