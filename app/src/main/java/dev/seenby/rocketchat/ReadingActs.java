package dev.seenby.rocketchat;

import dev.seenby.receipts.Reading;
import dev.seenby.storage.Message;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Subscriptions;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.Set;

/**
 * What happens when a caller opens a room or a thread: the caller's marker moves, and what stands there counts as read,
 * unless the workspace has read receipts switched off. Doing it again changes nothing.
 */
final class ReadingActs {
    private static final Set<TimelineKey.Kind> ROOM =
            Set.of(TimelineKey.Kind.MAIN, TimelineKey.Kind.TOPIC, TimelineKey.Kind.SILENT);
    private static final Set<TimelineKey.Kind> ROOM_AND_THREADS = Set.of(TimelineKey.Kind.values());

    private final Reading reading;
    private final Rooms rooms;
    private final Subscriptions subscriptions;

    ReadingActs(Services services) {
        this.reading = services.reading();
        this.rooms = services.rooms();
        this.subscriptions = services.subscriptions();
    }

    /**
     * The caller has read all of a room.
     *
     * @param threads its threads too
     * @throws RocketChatException (in the future) {@code error-invalid-subscription} when the caller is not a member
     */
    Future<Void> roomRead(Seat seat, boolean threads) {
        if (!seat.isMember()) {
            return Future.failedFuture(notSubscribed());
        }
        long person = seat.caller().id();
        // The marker first: what comes in between is then read and still counted as unread, until the next time.
        return subscriptions
                .seen(seat.room().id(), person, threads)
                .recover(failure ->
                        Future.failedFuture(failure instanceof StorageException.NotFound ? notSubscribed() : failure))
                .compose(seen -> recorded(seat)
                        ? reading.readAll(seat.caller().person(), seat.room(), threads ? ROOM_AND_THREADS : ROOM)
                        : Future.succeededFuture());
    }

    /** The caller has read all of the thread below a message. */
    Future<Void> threadRead(Seat seat, Message parent) {
        long person = seat.caller().id();
        long thread = parent.facts().id();
        return subscriptions
                .threadSeen(thread, person)
                .compose(seen -> recorded(seat)
                        ? rooms.timeline(seat.room().id(), TimelineKey.thread(thread))
                                .compose(timeline -> timeline.map(found ->
                                                reading.readAll(seat.caller().person(), found))
                                        .orElseGet(Future::succeededFuture))
                        : Future.succeededFuture());
    }

    /** What is answered when a room is unknown or the caller is not in it. */
    static RocketChatException notSubscribed() {
        return RocketChatException.plain("error-invalid-subscription");
    }

    private static boolean recorded(Seat seat) {
        return seat.caller().settings().on(Setting.Message_Read_Receipt_Enabled);
    }
}
