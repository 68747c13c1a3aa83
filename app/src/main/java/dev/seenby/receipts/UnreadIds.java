package dev.seenby.receipts;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which messages somebody has not read yet, and is about to: what their clients are told. Empty if they are more than anybody is
 * told one by one; then the clients begin anew.
 */
final class UnreadIds {
    private static final int MESSAGES_AT_ONCE = 1_000;
    private static final int FOUND_AT_ONCE = 10_000;
    private static final int MOST_TOLD = 100_000;

    private final Inbox inbox;
    private final Messages messages;

    UnreadIds(Inbox inbox, Messages messages) {
        this.inbox = inbox;
        this.messages = messages;
    }

    /** Those of a timeline up to a position. @param reader storage id */
    Future<Optional<List<Long>>> upTo(long timeline, long reader, long position) {
        return upTo(timeline, reader, position, new ArrayList<>());
    }

    private Future<Optional<List<Long>>> upTo(long timeline, long reader, long upTo, List<Long> found) {
        long after = found.isEmpty() ? 0 : found.get(found.size() - 1);
        return inbox.unreadIn(timeline, reader, upTo, after, FOUND_AT_ONCE).compose(page -> {
            found.addAll(page);
            if (found.size() > MOST_TOLD) {
                return Future.succeededFuture(Optional.empty());
            }
            return page.size() < FOUND_AT_ONCE
                    ? Future.succeededFuture(Optional.of(found))
                    : upTo(timeline, reader, upTo, found);
        });
    }

    /** Those that stand in stretches of timelines. */
    Future<Optional<List<Long>>> within(Person reader, Map<Long, List<Positions>> stretches) {
        Set<Long> found = new TreeSet<>();
        Future<Boolean> all = Future.succeededFuture(true);
        for (Map.Entry<Long, List<Positions>> timeline : stretches.entrySet()) {
            List<Positions> positions = timeline.getValue();
            long upTo = positions.stream().mapToLong(Positions::last).max().orElse(0);
            all = all.compose(few -> !few
                    ? Future.succeededFuture(false)
                    : upTo(timeline.getKey(), reader.id(), upTo)
                            .compose(unread -> unread.isEmpty()
                                    ? Future.succeededFuture(false)
                                    : within(reader.app(), unread.get(), positions, 0, found)
                                            .map(done -> found.size() <= MOST_TOLD)));
        }
        return all.map(few -> few ? Optional.of(new ArrayList<>(found)) : Optional.empty());
    }

    /** Adds those of some messages of a timeline that stand in one of the stretches. */
    private Future<Void> within(long app, List<Long> ids, List<Positions> stretches, int from, Set<Long> found) {
        if (stretches.size() == 1 && stretches.get(0).first() == 1) {
            found.addAll(ids);
            return Future.succeededFuture();
        }
        if (from >= ids.size()) {
            return Future.succeededFuture();
        }
        TreeMap<Long, Long> lastByFirst = new TreeMap<>();
        stretches.forEach(stretch -> lastByFirst.merge(stretch.first(), stretch.last(), Math::max));
        int to = Math.min(ids.size(), from + MESSAGES_AT_ONCE);
        return messages.byIds(app, ids.subList(from, to)).compose(there -> {
            for (Message message : there) {
                long position = message.facts().position();
                Map.Entry<Long, Long> stretch = lastByFirst.floorEntry(position);
                if (stretch != null && position <= stretch.getValue()) {
                    found.add(message.facts().id());
                }
            }
            return within(app, ids, stretches, to, found);
        });
    }
}
