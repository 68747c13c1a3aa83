package dev.seenby.storage.model;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.Mark;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Page;
import dev.seenby.storage.Positions;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Reader;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.TimelineState;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

final class InMemoryReads implements ReadRecord {
    private static final Comparator<Reader> BY_TIME =
            Comparator.comparing(Reader::readAt).thenComparing(Reader::person);

    private final State state;
    private final Log log;

    InMemoryReads(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    /** What an act does to one message that it covers; says whether it did anything. */
    private interface Act {
        boolean on(MessageState message, TreeMap<Long, Instant> reads);
    }

    @Override
    public Future<Void> mark(Mark mark) {
        return log.commit(() -> {
            Instant at = mark.readAt() != null ? mark.readAt().truncatedTo(ChronoUnit.MICROS) : state.now();
            return act(
                    mark,
                    (message, reads) -> message.audience().contains(mark.person())
                            && reads.putIfAbsent(message.message().facts().position(), at) == null,
                    true);
        });
    }

    @Override
    public Future<Void> unmark(Mark mark) {
        return log.commit(() -> act(
                mark,
                (message, reads) -> message.message().facts().sender() != mark.person()
                        && reads.remove(message.message().facts().position()) != null,
                false));
    }

    /** Takes back all that somebody deleted has read of a timeline, but for what a send made. */
    Future<Void> erase(long timeline, long person) {
        Mark all = new Mark(timeline, person, List.of(new Positions(1, Long.MAX_VALUE)), null);
        return log.commit(() -> act(
                state.timeline(timeline),
                person,
                all,
                (message, reads) -> message.message().facts().sender() != person
                        && reads.remove(message.message().facts().position()) != null,
                false));
    }

    private Log.Done<Void> act(Mark mark, Act act, boolean told) {
        State.within(mark.stretches().size(), 10_000);
        TimelineState timeline = state.timeline(mark.timeline());
        state.openRoom(timeline.room.room.id());
        return act(timeline, state.person(mark.person()).id(), mark, act, told);
    }

    private Log.Done<Void> act(TimelineState timeline, long person, Mark mark, Act act, boolean told) {
        IndexEntry before = Shares.ofTimeline(timeline, person);
        TreeSet<Long> changed = new TreeSet<>();
        for (MessageState message : timeline.messages) {
            long position = message.message().facts().position();
            for (Positions stretch : mark.stretches()) {
                if (stretch.first() <= position && position <= stretch.last()) {
                    if (act.on(message, timeline.readsOf(person))) {
                        changed.add(position);
                    }
                }
            }
        }
        if (changed.isEmpty()) {
            return new Log.Done<>(null, List.of());
        }
        timeline.versions.merge(person, 1L, Long::sum);
        if (told && timeline.key.kind() != TimelineKey.Kind.SILENT) {
            state.told(timeline.room, AppOptions.Event.READ, timeline.id, State.runs(changed), List.of(person));
        }
        IndexEntry after = Shares.ofTimeline(timeline, person);
        return new Log.Done<>(null, List.of(Shares.change(Shares.unit(timeline), before, after)));
    }

    private MessageState message(MessageFacts facts) {
        return State.found(state.messages.get(facts.id()), "message");
    }

    private TreeSet<Reader> readersOf(MessageFacts facts) {
        TreeSet<Reader> readers = new TreeSet<>(BY_TIME);
        if (facts.clock() <= state.room(facts.room()).floor) {
            return readers;
        }
        state.timeline(facts.timeline()).reads.forEach((person, reads) -> {
            Instant at = reads.get(facts.position());
            if (at != null) {
                readers.add(new Reader(person, at));
            }
        });
        return readers;
    }

    /** Audience ∩ present members ∖ readers. */
    private TreeSet<Long> unreadersOf(MessageFacts facts) {
        if (facts.clock() <= state.room(facts.room()).floor) {
            return new TreeSet<>();
        }
        TreeSet<Long> unreaders = new TreeSet<>(message(facts).audience());
        unreaders.retainAll(state.room(facts.room()).members.keySet());
        readersOf(facts).forEach(reader -> unreaders.remove(reader.person()));
        return unreaders;
    }

    @Override
    public Future<List<Counts>> counts(List<MessageFacts> messages) {
        State.atMost(messages, 1_000);
        return log.look(() -> {
            List<Counts> counts = new ArrayList<>();
            for (MessageFacts facts : messages) {
                if (state.room(facts.room()).tellsNobodyOf(facts.clock())) {
                    counts.add(Counts.DELETED);
                    continue;
                }
                Set<Long> readers = new HashSet<>();
                readersOf(facts).forEach(reader -> readers.add(reader.person()));
                readers.retainAll(message(facts).audience());
                counts.add(new Counts(readers.size(), unreadersOf(facts).size()));
            }
            return counts;
        });
    }

    @Override
    public Future<Page<Reader, Reader>> readers(MessageFacts message, @Nullable Reader after, int limit) {
        State.within(limit, 10_000);
        return log.look(() -> {
            TreeSet<Reader> all = readersOf(message);
            return page(new ArrayList<>(after == null ? all : all.tailSet(after, false)), limit);
        });
    }

    @Override
    public Future<Page<Long, Long>> unreaders(MessageFacts message, long after, int limit) {
        State.within(limit, 10_000);
        return log.look(() -> page(new ArrayList<>(unreadersOf(message).tailSet(after, false)), limit));
    }

    private static <T> Page<T, T> page(List<T> all, int limit) {
        return all.size() <= limit ? new Page<>(all, null) : new Page<>(all.subList(0, limit), all.get(limit - 1));
    }

    @Override
    public Future<List<Positions>> readBy(long timeline, long person, long after, int limit) {
        State.within(limit, 10_000);
        return log.look(() -> {
            TimelineState found = state.timelines.get(timeline);
            List<Positions> runs =
                    found == null ? List.of() : Shares.ofTimeline(found, person).runs();
            return runs.stream().filter(run -> run.first() > after).limit(limit).toList();
        });
    }
}
