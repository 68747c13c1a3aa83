package dev.seenby.storage.model;

import dev.seenby.storage.Forgetting;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Message;
import dev.seenby.storage.Page;
import dev.seenby.storage.model.State.MessageState;
import dev.seenby.storage.model.State.RoomState;
import dev.seenby.storage.model.State.TimelineState;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Floors that are moved in one step, and reads that are counted as dropped in the next. */
final class InMemoryForgetting implements Forgetting {
    private final State state;
    private final Log log;

    InMemoryForgetting(State state, Log log) {
        this.state = state;
        this.log = log;
    }

    @Override
    public Future<Page<Due, Long>> due(long app, Instant sentBefore, long after, int limit) {
        State.within(limit, 10_000);
        return log.look(() -> {
            List<Due> due = new ArrayList<>();
            List<RoomState> page = state.rooms.tailMap(after, false).values().stream()
                    .filter(room -> room.room.app() == app)
                    .limit(limit)
                    .toList();
            for (RoomState room : page) {
                if (room.dropped < room.floor || floorFor(room, sentBefore) > room.floor) {
                    Message oldest = room.messages.get((int) room.dropped).message();
                    due.add(new Due(room.room.id(), oldest.sentAt()));
                }
            }
            return new Page<>(
                    due, page.size() < limit ? null : page.get(limit - 1).room.id());
        });
    }

    private static long floorFor(RoomState room, Instant sentBefore) {
        long floor = room.floor;
        for (MessageState message : room.messages.subList((int) floor, room.messages.size())) {
            if (!message.message().sentAt().isBefore(sentBefore)) {
                break;
            }
            floor++;
        }
        return floor;
    }

    @Override
    public Future<Step> forget(long room, Instant sentBefore) {
        return log.commit(() -> {
            RoomState found = state.room(room);
            if (found.dropped < found.floor) {
                int reads = drop(found);
                found.dropped = found.floor;
                return new Log.Done<>(new Step(reads, false), List.of());
            }
            long floor = floorFor(found, sentBefore);
            if (floor == found.floor) {
                return new Log.Done<>(new Step(0, true), List.of());
            }
            IndexEntry before = Shares.ofDeletions(found);
            found.floor = floor;
            if (found.deleted) {
                return new Log.Done<>(new Step(0, false), List.of());
            }
            found.deletions++;
            IndexChange change = Shares.change(IndexUnit.room(room), before, Shares.ofDeletions(found));
            return new Log.Done<>(new Step(0, false), List.of(change));
        });
    }

    private static int drop(RoomState room) {
        int reads = 0;
        for (MessageState message : room.messages.subList((int) room.dropped, (int) room.floor)) {
            TimelineState timeline =
                    State.found(room.timelines.get(message.message().facts().timeline()), "timeline");
            long position = message.message().facts().position();
            reads += (int) timeline.reads.values().stream()
                    .filter(of -> of.containsKey(position))
                    .count();
        }
        return reads;
    }
}
