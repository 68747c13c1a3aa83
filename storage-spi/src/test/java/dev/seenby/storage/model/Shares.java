package dev.seenby.storage.model;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Positions;
import dev.seenby.storage.model.State.RoomState;
import dev.seenby.storage.model.State.TimelineState;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;

/** Every person's share of every unit: what it is, and what has changed between two looks at it. */
final class Shares {
    private Shares() {}

    static IndexEntry ofTimeline(TimelineState timeline, long person) {
        return new IndexEntry(
                person,
                timeline.versions.getOrDefault(person, 0L),
                !timeline.room.members.containsKey(person),
                State.runs(timeline.reads.getOrDefault(person, new TreeMap<>()).navigableKeySet()));
    }

    static IndexEntry ofRoom(RoomState room, long person) {
        boolean gone = !room.members.containsKey(person);
        return new IndexEntry(
                person,
                room.versions.getOrDefault(person, 0L),
                gone,
                gone ? State.runs(room.presentAt.getOrDefault(person, new TreeSet<>())) : List.of());
    }

    static IndexEntry ofDeletions(RoomState room) {
        TreeMap<Long, Positions> runs = new TreeMap<>();
        room.deletedClocks.tailSet(room.floor, false).forEach(clock -> runs.put(clock, new Positions(clock, clock)));
        if (room.floor > 0) {
            runs.put(1L, new Positions(1, room.floor));
        }
        if (room.deleted) {
            runs.put(IndexUnit.ALL_CLOCKS.first(), IndexUnit.ALL_CLOCKS);
        }
        return new IndexEntry(IndexUnit.DELETED, room.deletions, false, List.copyOf(runs.values()));
    }

    /** All of the room's shares of a person that ever changed, and the one of the room's own unit. */
    static List<Before> of(RoomState room, long person) {
        List<Before> shares = new ArrayList<>();
        shares.add(new Before(IndexUnit.room(room.room.id()), ofRoom(room, person)));
        for (TimelineState timeline : room.timelines.values()) {
            if (timeline.versions.containsKey(person)) {
                shares.add(new Before(unit(timeline), ofTimeline(timeline, person)));
            }
        }
        return shares;
    }

    /** A share as it was. */
    record Before(IndexUnit unit, IndexEntry share) {}

    static IndexUnit unit(TimelineState timeline) {
        return IndexUnit.timeline(timeline.room.room.id(), timeline.id);
    }

    static IndexChange change(IndexUnit unit, IndexEntry before, IndexEntry after) {
        boolean flipped = before.gone() != after.gone();
        List<Long> removed = new ArrayList<>();
        for (Positions run : before.runs()) {
            if (flipped || after.runs().stream().noneMatch(other -> other.first() == run.first())) {
                removed.add(run.first());
            }
        }
        List<Positions> added = new ArrayList<>();
        for (Positions run : after.runs()) {
            if (flipped || !before.runs().contains(run)) {
                added.add(run);
            }
        }
        return new IndexChange.Share(
                unit, after.person(), after.version(), before.gone(), after.gone(), removed, added);
    }
}
