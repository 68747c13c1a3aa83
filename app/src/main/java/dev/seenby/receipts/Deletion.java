package dev.seenby.receipts;

import dev.seenby.storage.Member;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Subscriptions;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/**
 * Deleting people. What they wrote and read stays, under their names; they leave all rooms, and their names become free.
 * Rooms that have no other owner, and no other member, go with them; those that have other members go on without an
 * owner. Whether somebody may be deleted is for the dialect to say.
 */
public final class Deletion {
    private static final int PAGE = 100;
    private static final int MEMBERS = 10_000;
    /** Pages of rooms; it is far more than anybody is in. */
    private static final int MOST_PAGES = 10_000;

    private final Conversations conversations;
    private final People people;
    private final Rooms rooms;
    private final Subscriptions subscriptions;

    public Deletion(Conversations conversations, People people, Rooms rooms, Subscriptions subscriptions) {
        this.conversations = conversations;
        this.people = people;
        this.rooms = rooms;
        this.subscriptions = subscriptions;
    }

    /** Rooms that carry receipts of which somebody is the only owner: those with other members, and those without. */
    public record Owned(List<Room> shared, List<Room> alone) {
        private Owned() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        public boolean isEmpty() {
            return shared.isEmpty() && alone.isEmpty();
        }
    }

    /** What would be left without an owner if the person were deleted. */
    public Future<Owned> owned(Person person) {
        Owned owned = new Owned();
        return collect(person, 0, owned).map(owned);
    }

    /**
     * Deletes a person. May be repeated after a failure, and goes on where it was.
     *
     * @param owned as {@link #owned} has told of them just now
     */
    public Future<Void> delete(Person person, Owned owned) {
        return each(owned.alone(), conversations::delete)
                .compose(gone -> leaveAll(person, 0))
                .compose(left -> people.delete(person.id()))
                // From now on nobody can let them in; somebody may have just before.
                .compose(deleted -> leaveAll(person, 0));
    }

    private Future<Void> collect(Person person, long after, Owned into) {
        return subscriptions.of(person.id(), after, PAGE).compose(page -> {
            List<Long> ids = page.stream()
                    .filter(one -> one.role() == Member.Role.OWNER)
                    .map(Subscriptions.Subscription::room)
                    .toList();
            Future<Void> done = rooms.byIds(ids)
                    .compose(found -> each(
                            found.stream()
                                    .filter(room -> room.kind().carriesReceipts() && room.kind() != Room.Kind.DIRECT)
                                    .toList(),
                            room -> collect(person, room, into)));
            return page.size() < PAGE
                    ? done
                    : done.compose(
                            before -> collect(person, page.get(page.size() - 1).room(), into));
        });
    }

    private Future<Void> collect(Person person, Room room, Owned into) {
        return othersOwn(person, room, 0).compose(owned -> {
            if (owned) {
                return Future.succeededFuture();
            }
            return rooms.size(room.id())
                    .onSuccess(size -> (size > 1 ? into.shared() : into.alone()).add(room))
                    .mapEmpty();
        });
    }

    private Future<Boolean> othersOwn(Person person, Room room, long after) {
        return rooms.members(room.id(), after, MEMBERS).compose(page -> {
            boolean found = page.stream()
                    .anyMatch(member -> member.role() == Member.Role.OWNER && member.person() != person.id());
            return found || page.size() < MEMBERS
                    ? Future.succeededFuture(found)
                    : othersOwn(person, room, page.get(page.size() - 1).person());
        });
    }

    /** Always looks at what is left, so that rooms joined meanwhile are left too. */
    private Future<Void> leaveAll(Person person, int pages) {
        return subscriptions.of(person.id(), 0, PAGE).compose(page -> {
            if (page.isEmpty()) {
                return Future.succeededFuture();
            }
            if (pages == MOST_PAGES) {
                return Future.failedFuture(new IllegalStateException("still in rooms after leaving so many"));
            }
            return rooms.byIds(
                            page.stream().map(Subscriptions.Subscription::room).toList())
                    .compose(found -> each(found, room -> conversations
                            .leave(room, List.of(person.id()))
                            .mapEmpty()))
                    .compose(left -> leaveAll(person, pages + 1));
        });
    }

    private interface Step {
        Future<Void> with(Room room);
    }

    /** One after the other; a room that somebody deleted meanwhile needs nothing more. */
    private static Future<Void> each(List<Room> rooms, Step step) {
        Future<Void> done = Future.succeededFuture();
        for (Room room : rooms) {
            done = done.compose(before -> step.with(room))
                    .recover(failure -> failure instanceof StorageException.NotFound
                            ? Future.succeededFuture()
                            : Future.failedFuture(failure));
        }
        return done;
    }
}
