package dev.seenby.storage.postgres;

import dev.seenby.storage.CommitListener;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Rooms.Joined;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes what happens in rooms: messages, many in one transaction, and deletions, joins and leaves, one in each. */
final class RoomWriter extends Writer<Call<?, ?>> {
    private static final int CAPACITY = 10_000;
    private static final int MAX_SENDS = 200;

    /** A message on its way. */
    static final class Send extends Call<NewMessage, Message> {
        Send(NewMessage message) {
            super(message);
        }
    }

    /** A room, by its storage id, on its way to be no more. */
    static final class DeleteRoom extends Call<Long, Void> {
        DeleteRoom(long room) {
            super(room);
        }
    }

    record Joining(long room, List<NewMember> members) {}

    /** People on their way in. */
    static final class Join extends Call<Joining, List<Joined>> {
        Join(Joining joining) {
            super(joining);
        }
    }

    record Leaving(long room, List<Long> persons) {}

    /** People on their way out. */
    static final class Leave extends Call<Leaving, Integer> {
        Leave(Leaving leaving) {
            super(leaving);
        }
    }

    /** A message, by its id, on its way out. */
    static final class Delete extends Call<Long, Void> {
        Delete(long message) {
            super(message);
        }
    }

    record Floor(long room, long clock) {}

    /** The floor of what a room has forgotten, on its way up. */
    static final class Forget extends Call<Floor, Void> {
        Forget(Floor floor) {
            super(floor);
        }
    }

    private record RandomKey(long room, long sender, long random) {}

    RoomWriter(Vertx vertx, PgConnectOptions options, CommitListener listener, PostgresObserver observer) {
        super(vertx, options, listener, observer, "rooms", CAPACITY);
    }

    Future<Message> send(NewMessage message) {
        return submitted(new Send(message));
    }

    Future<Void> deleteRoom(long room) {
        return submitted(new DeleteRoom(room));
    }

    Future<List<Joined>> join(long room, List<NewMember> members) {
        return submitted(new Join(new Joining(room, List.copyOf(members))));
    }

    Future<Integer> leave(long room, List<Long> persons) {
        return submitted(new Leave(new Leaving(room, List.copyOf(persons))));
    }

    Future<Void> delete(long message) {
        return submitted(new Delete(message));
    }

    Future<Void> forget(long room, long clock) {
        return submitted(new Forget(new Floor(room, clock)));
    }

    private <O> Future<O> submitted(Call<?, O> call) {
        submit(call);
        return call.future();
    }

    /** Messages up to the next call of another sort, or to one that may be the same as one before it. */
    @Override
    List<Call<?, ?>> take(ArrayDeque<Call<?, ?>> queue) {
        List<Call<?, ?>> batch = new ArrayList<>();
        Set<Object> seen = new HashSet<>();
        while (batch.size() < MAX_SENDS && queue.peek() instanceof Send send) {
            NewMessage m = send.input;
            boolean fresh = seen.add(m.stringId())
                    && (m.random() == null || seen.add(new RandomKey(m.room(), m.sender(), m.random())))
                    && (m.id() == null || seen.add(m.id()));
            if (!fresh) {
                break;
            }
            batch.add(queue.remove());
        }
        if (batch.isEmpty()) {
            batch.add(queue.remove());
        }
        return batch;
    }

    @Override
    Future<Written> write(SqlConnection connection, List<Call<?, ?>> batch) {
        Call<?, ?> first = batch.get(0);
        if (first instanceof DeleteRoom delete) {
            return RoomDeletion.write(connection, delete);
        }
        if (first instanceof Join join) {
            return MembershipWrites.join(connection, join);
        }
        if (first instanceof Leave leave) {
            return MembershipWrites.leave(connection, leave);
        }
        if (first instanceof Delete delete) {
            return MessageDeletion.write(connection, delete);
        }
        if (first instanceof Forget forget) {
            return RoomForgetting.write(connection, forget);
        }
        List<Send> sends = batch.stream().map(Send.class::cast).toList();
        return MessageWrites.send(connection, sends);
    }
}
