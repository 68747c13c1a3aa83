package dev.seenby.storage.redis;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Positions;
import dev.seenby.storage.TimelineKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A room as the record keeps it, in the plainest way: sets of numbers, counted by looking at everybody. */
final class Chat {
    private record Sent(MessageFacts facts, Set<Long> audience) {}

    private record Owner(IndexUnit unit, long person) {}

    private record Head(long version, boolean gone, List<Positions> runs) {}

    final long room;
    private long clock;
    private final List<Sent> sent = new ArrayList<>();
    private final Map<Long, Long> lastPosition = new TreeMap<>();
    private final Set<Long> members = new HashSet<>();
    /** By person, all clocks at which they were members. */
    private final Map<Long, TreeSet<Long>> stays = new TreeMap<>();
    /** By timeline and person, all positions read. */
    private final Map<Long, Map<Long, TreeSet<Long>>> reads = new TreeMap<>();

    private final Map<Owner, Head> heads = new HashMap<>();

    Chat(long room, long... timelines) {
        this.room = room;
        for (long timeline : timelines) {
            reads.put(timeline, new TreeMap<>());
            lastPosition.put(timeline, 0L);
        }
    }

    List<IndexUnit> units() {
        List<IndexUnit> units = new ArrayList<>(List.of(IndexUnit.room(room)));
        reads.keySet().forEach(timeline -> units.add(IndexUnit.timeline(room, timeline)));
        return units;
    }

    List<MessageFacts> messages() {
        return sent.stream().map(Sent::facts).toList();
    }

    boolean isMember(long person) {
        return members.contains(person);
    }

    long lastPosition(long timeline) {
        return lastPosition.get(timeline);
    }

    List<IndexChange> join(long person) {
        members.add(person);
        return changesOf(person);
    }

    List<IndexChange> leave(long person) {
        members.remove(person);
        return changesOf(person);
    }

    List<IndexChange> send(long person, long timeline) {
        clock++;
        long position = lastPosition.merge(timeline, 1L, Long::sum);
        members.forEach(
                member -> stays.computeIfAbsent(member, m -> new TreeSet<>()).add(clock));
        Set<Long> audience = new HashSet<>(members);
        audience.remove(person);
        readSet(timeline, person).add(position);
        List<IndexChange> changes = changesOf(person);
        long version =
                heads.get(new Owner(IndexUnit.timeline(room, timeline), person)).version();
        sent.add(new Sent(
                new MessageFacts(
                        1000 * room + clock,
                        room,
                        clock,
                        timeline,
                        TimelineKey.Kind.MAIN,
                        position,
                        person,
                        version,
                        members.contains(person),
                        audience.size()),
                audience));
        return changes;
    }

    List<IndexChange> mark(long person, long timeline, long first, long last) {
        for (Sent message : sent) {
            MessageFacts facts = message.facts();
            if (facts.timeline() == timeline
                    && facts.position() >= first
                    && facts.position() <= last
                    && message.audience().contains(person)) {
                readSet(timeline, person).add(facts.position());
            }
        }
        return changesOf(person);
    }

    List<IndexChange> unmark(long person, long timeline, long first, long last) {
        for (Sent message : sent) {
            MessageFacts facts = message.facts();
            if (facts.timeline() == timeline
                    && facts.position() >= first
                    && facts.position() <= last
                    && facts.sender() != person) {
                readSet(timeline, person).remove(facts.position());
            }
        }
        return changesOf(person);
    }

    /** What is true of a message now. */
    Counts truth(MessageFacts message) {
        Sent it = sent.get((int) message.clock() - 1);
        int read = 0;
        int unread = 0;
        for (Map.Entry<Long, TreeSet<Long>> reader :
                reads.get(message.timeline()).entrySet()) {
            if (reader.getKey() != message.sender() && reader.getValue().contains(message.position())) {
                read++;
            }
        }
        for (long person : it.audience()) {
            TreeSet<Long> positions = reads.get(message.timeline()).get(person);
            if (members.contains(person) && (positions == null || !positions.contains(message.position()))) {
                unread++;
            }
        }
        return new Counts(read, unread);
    }

    /** The shares of a unit now. */
    List<IndexEntry> entries(IndexUnit unit) {
        TreeMap<Long, IndexEntry> entries = new TreeMap<>();
        heads.forEach((owner, head) -> {
            if (owner.unit().equals(unit)) {
                entries.put(owner.person(), new IndexEntry(owner.person(), head.version(), head.gone(), head.runs()));
            }
        });
        return List.copyOf(entries.values());
    }

    private TreeSet<Long> readSet(long timeline, long person) {
        return reads.get(timeline).computeIfAbsent(person, p -> new TreeSet<>());
    }

    /** Whatever of a person's shares differs from what was told last. */
    private List<IndexChange> changesOf(long person) {
        List<IndexChange> changes = new ArrayList<>();
        boolean gone = !members.contains(person);
        TreeSet<Long> past = gone ? stays.getOrDefault(person, new TreeSet<>()) : new TreeSet<>();
        tell(IndexUnit.room(room), person, gone, runs(past), changes);
        reads.forEach((timeline, readers) -> tell(
                IndexUnit.timeline(room, timeline),
                person,
                gone,
                runs(readers.getOrDefault(person, new TreeSet<>())),
                changes));
        return changes;
    }

    private void tell(IndexUnit unit, long person, boolean gone, List<Positions> runs, List<IndexChange> changes) {
        Owner owner = new Owner(unit, person);
        Head old = heads.get(owner);
        if (old == null ? runs.isEmpty() : old.gone() == gone && old.runs().equals(runs)) {
            return;
        }
        List<Positions> before = old == null ? List.of() : old.runs();
        boolean moved = old != null && old.gone() != gone;
        List<Long> removed = before.stream()
                .map(Positions::first)
                .filter(first -> moved || runs.stream().noneMatch(run -> run.first() == first))
                .toList();
        List<Positions> added =
                runs.stream().filter(run -> moved || !before.contains(run)).toList();
        long version = old == null ? 1 : old.version() + 1;
        heads.put(owner, new Head(version, gone, runs));
        changes.add(
                new IndexChange.Share(unit, person, version, old == null ? !gone : old.gone(), gone, removed, added));
    }

    private static List<Positions> runs(TreeSet<Long> numbers) {
        List<Positions> runs = new ArrayList<>();
        for (long number : numbers) {
            Positions last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            if (last != null && last.last() == number - 1) {
                runs.set(runs.size() - 1, new Positions(last.first(), number));
            } else {
                runs.add(new Positions(number, number));
            }
        }
        return runs;
    }
}
