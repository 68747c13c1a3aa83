package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
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
 * Deleting people. What they wrote and read stays, under their names. Rooms that have no other owner, and no other
 * member, go with them; those that have other members go on without an owner: both only if the caller confirms it.
 */
final class UserDeletion {
    private static final int PAGE = 100;
    private static final int MEMBERS = 10_000;
    /** Pages of rooms; it is far more than anybody is in. */
    private static final int MOST_PAGES = 10_000;

    private static final String METHOD = "deleteUser";

    private final Conversations conversations;
    private final People people;
    private final PeopleNamed named;
    private final Rooms rooms;
    private final Subscriptions subscriptions;

    UserDeletion(Services services) {
        this.conversations = services.conversations();
        this.people = services.people();
        this.named = new PeopleNamed(people);
        this.rooms = services.rooms();
        this.subscriptions = services.subscriptions();
    }

    List<Call> calls() {
        return List.of(Call.post("users.delete", this::delete));
    }

    /** Rooms of which somebody is the only owner: those with other members, and those without. */
    private record Owned(List<Room> shared, List<Room> alone) {
        Owned() {
            this(new ArrayList<>(), new ArrayList<>());
        }

        boolean isEmpty() {
            return shared.isEmpty() && alone.isEmpty();
        }
    }

    private Future<Reply> delete(Request request) {
        boolean confirmed = request.body().flag("confirmRelinquish", false);
        request.caller().must(Permission.DELETE_USER);
        return named.one(request.caller(), request.body()).compose(person -> {
            if (person.role() == Person.Role.OWNER) {
                throw RocketChatException.inMethod(
                                "The owner of the workspace cannot be deleted", "error-action-not-allowed", METHOD)
                        .detail("action", "Remove_owner");
            }
            Owned owned = new Owned();
            return collect(person, 0, owned)
                    .compose(collected -> {
                        if (!owned.isEmpty() && !confirmed) {
                            throw lastOwner(owned);
                        }
                        return each(owned.alone(), conversations::delete);
                    })
                    .compose(gone -> leaveAll(person, 0))
                    .compose(left -> people.delete(person.id()))
                    // From now on nobody can let them in; somebody may have just before.
                    .compose(deleted -> leaveAll(person, 0))
                    .map(deleted -> Reply.success());
        });
    }

    private static RocketChatException lastOwner(Owned owned) {
        ObjectNode body = StrictJson.newObject()
                .put("success", false)
                .put("error", "[user-last-owner]")
                .put("errorType", "user-last-owner");
        ObjectNode details = body.putObject("details");
        var shared = details.putArray("shouldChangeOwner");
        owned.shared().forEach(room -> shared.add(room.displayName()));
        var alone = details.putArray("shouldBeRemoved");
        owned.alone().forEach(room -> alone.add(room.displayName()));
        return RocketChatException.raw(400, body);
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
                                    .filter(room -> RoomType.known(room) && room.kind() != Room.Kind.DIRECT)
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
