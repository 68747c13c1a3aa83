package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.App;
import dev.seenby.storage.Member;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Takes people out of channels: oneself out of any, others only administrators and those who lead the channel. It makes nobody
 * a reader of anything. As {@link Subscribing}, it does nothing before everything is checked.
 */
final class Unsubscribing {
    private final Conversations conversations;
    private final Access access;
    private final ChannelNames names;
    private final Principals principals;

    Unsubscribing(Services services, Access access) {
        this.conversations = services.conversations();
        this.access = access;
        this.names = new ChannelNames(services);
        this.principals = new Principals(services);
    }

    /** What is to be done. */
    record Plan(List<Room> rooms, List<Person> people) {}

    /**
     * Fails with 400 if something of it is not possible.
     *
     * @param channels names, at most 100, each once
     * @param who nobody = the caller
     */
    Future<Plan> plan(App app, Person caller, List<String> channels, Principals.Named who) {
        if ((long) channels.size() * (who.ids().size() + who.emails().size()) > Subscribing.MOST) {
            throw ZulipException.badRequest("At most " + Subscribing.MOST + " subscriptions can be ended at once");
        }
        Future<List<Person>> people = who.equals(Principals.Named.NOBODY)
                ? Future.succeededFuture(List.of(caller))
                : principals.people(app, who);
        return people.compose(leaving -> {
            boolean areOthers = leaving.stream().anyMatch(person -> person.id() != caller.id());
            return rooms(app, caller, channels, areOthers)
                    .compose(found -> checked(caller, channels, leaving, areOthers, found));
        });
    }

    private Future<Plan> checked(
            Person caller, List<String> channels, List<Person> leaving, boolean areOthers, List<Optional<Room>> found) {
        List<Room> rooms = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < channels.size(); i++) {
            String name = channels.get(i);
            found.get(i).ifPresentOrElse(rooms::add, () -> missing.add(name));
        }
        missing.forEach(ChannelNames::mustBeFit);
        Future<Boolean> allowed = areOthers ? leads(caller, rooms) : Future.succeededFuture(true);
        return allowed.map(isAllowed -> {
            if (!isAllowed) {
                throw ZulipException.badRequest("Insufficient permission");
            }
            if (!missing.isEmpty()) {
                throw ZulipException.badRequest("Channel(s) (" + String.join(", ", missing) + ") do not exist");
            }
            return new Plan(rooms, leaving);
        });
    }

    /** To guests and to those who would take out others, channels that they do not see into are not there. */
    private Future<List<Optional<Room>>> rooms(App app, Person caller, List<String> channels, boolean areOthers) {
        Future<List<Optional<Room>>> found = named(app, channels);
        if (Roles.isAdministrator(caller) || caller.role() != Person.Role.GUEST && !areOthers) {
            return found;
        }
        return found.compose(all -> access.visible(
                        caller, all.stream().flatMap(Optional::stream).toList())
                .map(visible -> all.stream()
                        .map(one -> one.filter(room -> visible.containsKey(room.id())))
                        .toList()));
    }

    private Future<List<Optional<Room>>> named(App app, List<String> channels) {
        List<Future<Optional<Room>>> looked = channels.stream()
                .map(name -> names.room(app, name).map(room -> room.filter(Channel::is)))
                .toList();
        return Future.all(looked).map(all -> looked.stream().map(Future::result).toList());
    }

    private Future<Boolean> leads(Person caller, List<Room> rooms) {
        if (Roles.isAdministrator(caller) || caller.role() == Person.Role.GUEST) {
            return Future.succeededFuture(Roles.isAdministrator(caller));
        }
        List<Future<List<Member>>> looked = rooms.stream()
                .map(room -> conversations.members(room, List.of(caller.id())))
                .toList();
        return Future.all(looked).map(all -> looked.stream()
                .allMatch(one -> one.result().stream().anyMatch(member -> member.role() != Member.Role.MEMBER)));
    }

    /** Does it, one channel after the other. */
    Future<ObjectNode> carryOut(Plan plan, ObjectNode answer) {
        ArrayNode removed = answer.putArray("removed");
        ArrayNode notRemoved = answer.putArray("not_removed");
        List<Long> ids = plan.people().stream().map(Person::id).toList();
        Future<Void> steps = Future.succeededFuture();
        for (Room room : plan.rooms()) {
            steps = steps.compose(before -> leave(room, ids).map(left -> {
                // As the real server: a name for each person.
                for (int i = 0; i < ids.size(); i++) {
                    (i < left ? removed : notRemoved).add(room.name());
                }
                return null;
            }));
        }
        return steps.map(done -> answer);
    }

    /** How many left; nobody a room that is no more. */
    private Future<Integer> leave(Room room, List<Long> ids) {
        return conversations
                .leave(room, ids)
                .recover(failure -> failure instanceof StorageException.NotFound
                        ? Future.succeededFuture(0)
                        : Future.failedFuture(failure));
    }
}
