package dev.seenby.receipts;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.Mark;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Timeline;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Acts of reading, and taking them back; the reader's own clients are told. Every act may be repeated: the second time changes nothing. */
public final class Reading {
    private static final Set<Room.Kind> WITH_RECEIPTS =
            Stream.of(Room.Kind.values()).filter(Room.Kind::carriesReceipts).collect(Collectors.toUnmodifiableSet());
    private static final int ROOMS_LISTED = 1_000;
    /** Each has many timelines perhaps. */
    private static final int ROOMS_AT_ONCE = 4;

    private static final int TIMELINES_AT_ONCE = 100;
    /** What a mark takes. */
    private static final int STRETCHES_AT_ONCE = 10_000;

    private final Rooms rooms;
    private final ReadRecord reads;
    private final UnreadIds unread;
    private final Telling telling;

    public Reading(Rooms rooms, ReadRecord reads, Inbox inbox, Messages messages, Telling telling) {
        this.rooms = rooms;
        this.reads = reads;
        this.unread = new UnreadIds(inbox, messages);
        this.telling = telling;
    }

    /**
     * Somebody reads just these messages. Who waits is told even if there are none.
     *
     * @param messages at most 10,000
     * @param readAt null = now; given only when importing
     */
    public Future<Void> read(Person reader, Collection<MessageFacts> messages, @Nullable Instant readAt) {
        return each(
                reader,
                messages,
                (timeline, stretches) -> reads.mark(new Mark(timeline, reader.id(), stretches, readAt)),
                ids -> new Change.Read(reader.id(), ids));
    }

    /** Somebody reads a message and all before it in its timeline. */
    public Future<Void> readUpTo(Person reader, MessageFacts message) {
        return upTo(reader, message.timeline(), message.position());
    }

    /** Somebody reads the whole of a timeline as it is now. */
    public Future<Void> readAll(Person reader, Timeline timeline) {
        if (timeline.lastPosition() == 0) {
            return Future.succeededFuture();
        }
        return upTo(reader, timeline.id(), timeline.lastPosition());
    }

    private Future<Void> upTo(Person reader, long timeline, long position) {
        return telling.act(new Telling.Act<>(
                reader.app(),
                reader.id(),
                Set.of(reader.id()),
                true,
                () -> unread.upTo(timeline, reader.id(), position),
                () -> mark(reader, timeline, position),
                (done, ids) -> anyRead(reader, ids)));
    }

    private Future<Void> mark(Person reader, long timeline, long position) {
        return reads.mark(new Mark(timeline, reader.id(), List.of(new Positions(1, position)), null));
    }

    private static List<Change> anyRead(Person reader, List<Long> ids) {
        return ids.isEmpty() ? List.of() : List.of(new Change.Read(reader.id(), ids));
    }

    /** Somebody reads the whole of those timelines of a room that are of the given kinds. */
    public Future<Void> readAll(Person reader, Room room, Set<TimelineKey.Kind> kinds) {
        return each(
                room,
                kinds,
                0,
                some -> readStretches(
                        reader,
                        some.stream()
                                .map(timeline ->
                                        new Topics.Stretch(timeline.id(), new Positions(1, timeline.lastPosition())))
                                .toList()));
    }

    /** Somebody reads all there is now in all their rooms that carry receipts. */
    public Future<Void> readEverything(Person reader) {
        return telling.own(
                reader.app(),
                reader.id(),
                false,
                () -> roomsOf(reader, new ArrayList<>()).compose(all -> everythingIn(reader, all, 0)),
                done -> List.of(new Change.ReadAll(reader.id())));
    }

    private Future<List<Room>> roomsOf(Person reader, List<Room> found) {
        return rooms.list(reader.app(), WITH_RECEIPTS, reader.id(), found.size(), ROOMS_LISTED)
                .compose(page -> {
                    found.addAll(page.items());
                    return page.items().size() < ROOMS_LISTED ? Future.succeededFuture(found) : roomsOf(reader, found);
                });
    }

    private Future<Void> everythingIn(Person reader, List<Room> all, int from) {
        if (from >= all.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(all.size(), from + ROOMS_AT_ONCE);
        List<Future<Void>> acts = all.subList(from, to).stream()
                .map(room -> each(room, EnumSet.allOf(TimelineKey.Kind.class), 0, some -> Future.join(some.stream()
                                .map(timeline -> mark(reader, timeline.id(), timeline.lastPosition()))
                                .toList())
                        .mapEmpty()))
                .toList();
        return Future.join(acts).compose(done -> everythingIn(reader, all, to));
    }

    /** Somebody reads stretches of timelines, of any number. */
    public Future<Void> readStretches(Person reader, List<Topics.Stretch> stretches) {
        Map<Long, List<Positions>> byTimeline = new TreeMap<>();
        for (Topics.Stretch stretch : stretches) {
            byTimeline
                    .computeIfAbsent(stretch.timeline(), t -> new ArrayList<>())
                    .add(stretch.positions());
        }
        List<Mark> marks = new ArrayList<>();
        byTimeline.forEach((timeline, all) -> {
            for (int from = 0; from < all.size(); from += STRETCHES_AT_ONCE) {
                List<Positions> part = all.subList(from, Math.min(all.size(), from + STRETCHES_AT_ONCE));
                marks.add(new Mark(timeline, reader.id(), part, null));
            }
        });
        return telling.act(new Telling.Act<>(
                reader.app(),
                reader.id(),
                Set.of(reader.id()),
                marks.size() == 1,
                () -> unread.within(reader, byTimeline),
                () -> Future.join(marks.stream().map(reads::mark).toList()).mapEmpty(),
                (done, ids) -> anyRead(reader, ids)));
    }

    /** Takes back that somebody read these messages; the times are forgotten. @param messages at most 10,000 */
    public Future<Void> unread(Person reader, Collection<MessageFacts> messages) {
        return each(
                reader,
                messages,
                (timeline, stretches) -> reads.unmark(new Mark(timeline, reader.id(), stretches, null)),
                ids -> new Change.Unread(reader.id(), ids));
    }

    private Future<Void> each(
            Room room, Set<TimelineKey.Kind> kinds, long after, Function<List<Timeline>, Future<Void>> act) {
        return rooms.timelines(room.id(), after, TIMELINES_AT_ONCE).compose(page -> {
            List<Timeline> some = page.stream()
                    .filter(timeline -> kinds.contains(timeline.key().kind()) && timeline.lastPosition() > 0)
                    .toList();
            Future<Void> done = some.isEmpty() ? Future.succeededFuture() : act.apply(some);
            return page.size() < TIMELINES_AT_ONCE
                    ? done
                    : done.compose(
                            v -> each(room, kinds, page.get(page.size() - 1).id(), act));
        });
    }

    private interface Act {
        Future<Void> on(long timeline, List<Positions> stretches);
    }

    private Future<Void> each(
            Person reader, Collection<MessageFacts> messages, Act act, Function<List<Long>, Change> change) {
        Map<Long, TreeSet<Long>> positions = byTimeline(messages);
        return telling.own(
                reader.app(),
                reader.id(),
                positions.size() <= 1,
                () -> each(positions, act),
                done -> List.of(change.apply(messages.stream()
                        .map(MessageFacts::id)
                        .distinct()
                        .sorted()
                        .toList())));
    }

    private static Future<Void> each(Map<Long, TreeSet<Long>> positions, Act act) {
        List<Future<Void>> acts = new ArrayList<>(positions.size());
        positions.forEach((timeline, numbers) -> acts.add(act.on(timeline, stretches(numbers))));
        return acts.size() == 1 ? acts.get(0) : Future.join(acts).mapEmpty();
    }

    private static Map<Long, TreeSet<Long>> byTimeline(Collection<MessageFacts> messages) {
        Map<Long, TreeSet<Long>> positions = new TreeMap<>();
        for (MessageFacts message : messages) {
            positions.computeIfAbsent(message.timeline(), t -> new TreeSet<>()).add(message.position());
        }
        return positions;
    }

    private static List<Positions> stretches(TreeSet<Long> numbers) {
        List<Positions> stretches = new ArrayList<>();
        long first = 0;
        long last = -1;
        for (long number : numbers) {
            if (number != last + 1) {
                if (first > 0) {
                    stretches.add(new Positions(first, last));
                }
                first = number;
            }
            last = number;
        }
        if (first > 0) {
            stretches.add(new Positions(first, last));
        }
        return stretches;
    }
}
