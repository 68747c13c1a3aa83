package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.App;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings people into channels and makes those that are missing. Everything is checked before anything is done; then each
 * channel is one step, so that of a call that fails half-way some may have been done. Calling again does the rest.
 */
final class Subscribing {
    /** People times channels of one call. */
    static final int MOST = 50_000;

    private final Conversations conversations;
    private final Rooms rooms;
    private final Access access;
    private final ChannelNames names;
    private final Principals principals;

    Subscribing(Services services, Access access) {
        this.conversations = services.conversations();
        this.rooms = services.rooms();
        this.access = access;
        this.names = new ChannelNames(services);
        this.principals = new Principals(services);
    }

    /**
     * What a call asks for.
     *
     * @param wanted each name once
     * @param who nobody = the caller
     * @param fatal whether a channel that the caller does not see into spoils the call; else it is told
     */
    record Asked(
            App app,
            Person caller,
            List<WantedChannel> wanted,
            ChannelPrivacy privacy,
            Principals.Named who,
            boolean fatal) {}

    /** One channel, and the room that has its name already. */
    private record Found(WantedChannel wanted, Optional<Room> room) {}

    /** What became of one channel. */
    private record Done(String name, List<Person> subscribed, List<Person> already) {}

    /** What is to be done, of which nothing is done yet. */
    record Plan(Asked asked, List<Person> people, List<Room> there, List<WantedChannel> missing, List<String> closed) {}

    /** Fails with 400 if something of it is not possible. */
    Future<Plan> plan(Asked asked) {
        List<Future<Found>> looked = asked.wanted().stream()
                .map(one -> names.room(asked.app(), one.name()).map(room -> new Found(one, room)))
                .toList();
        return Future.all(looked).compose(all -> {
            List<WantedChannel> missing = new ArrayList<>();
            List<Room> there = new ArrayList<>();
            for (Future<Found> one : looked) {
                one.result()
                        .room()
                        .ifPresentOrElse(
                                there::add, () -> missing.add(one.result().wanted()));
            }
            missing.forEach(one -> ChannelNames.mustBeFit(one.name()));
            if (!missing.isEmpty()) {
                asked.privacy().mustBePossible();
            }
            return access.visible(asked.caller(), there).compose(visible -> {
                List<String> closed = there.stream()
                        .filter(room -> !visible.containsKey(room.id()))
                        .map(Room::name)
                        .toList();
                if (asked.fatal() && !closed.isEmpty()) {
                    throw noAccess(closed.get(0));
                }
                List<Room> open = there.stream()
                        .filter(room -> visible.containsKey(room.id()))
                        .toList();
                return people(asked).map(people -> new Plan(asked, mustBeFew(people, asked), open, missing, closed));
            });
        });
    }

    private Future<List<Person>> people(Asked asked) {
        return asked.who().equals(Principals.Named.NOBODY)
                ? Future.succeededFuture(List.of(asked.caller()))
                : principals.people(asked.app(), asked.who());
    }

    private static List<Person> mustBeFew(List<Person> people, Asked asked) {
        if ((long) people.size() * asked.wanted().size() > MOST) {
            throw ZulipException.badRequest("At most " + MOST + " subscriptions can be made at once");
        }
        return people;
    }

    private static ZulipException noAccess(String name) {
        return ZulipException.badRequest("Unable to access channel (" + name + ").");
    }

    /** Does it, one channel after the other: those that are missing first, since somebody else may make them meanwhile. */
    Future<ObjectNode> carryOut(Plan plan, ObjectNode answer) {
        List<String> closed = new ArrayList<>(plan.closed());
        List<Done> made = new ArrayList<>();
        List<Done> joined = new ArrayList<>();
        Future<Void> steps = Future.succeededFuture();
        for (WantedChannel wanted : plan.missing()) {
            steps = steps.compose(before -> make(plan, wanted, made, closed));
        }
        for (Room room : plan.there()) {
            steps = steps.compose(before -> join(plan, room).map(done -> {
                joined.add(done);
                return null;
            }));
        }
        return steps.map(done -> {
            joined.addAll(made);
            return write(plan, joined, closed, answer);
        });
    }

    private Future<Void> make(Plan plan, WantedChannel wanted, List<Done> made, List<String> closed) {
        return create(plan.asked().caller(), wanted, plan.asked().privacy(), plan.people())
                .map(room -> new Done(room.name(), plan.people(), List.of()))
                .recover(failure -> isNameTaken(failure) ? join(plan, wanted) : Future.failedFuture(failure))
                .transform(result -> {
                    if (result.succeeded()) {
                        made.add(result.result());
                    } else if (result.cause() instanceof Closed && !plan.asked().fatal()) {
                        closed.add(wanted.name());
                    } else {
                        return Future.failedFuture(
                                result.cause() instanceof Closed ? noAccess(wanted.name()) : result.cause());
                    }
                    return Future.succeededFuture();
                });
    }

    /** Somebody else made it a moment ago. */
    private Future<Done> join(Plan plan, WantedChannel wanted) {
        return names.room(plan.asked().app(), wanted.name()).compose(found -> {
            Room room = found.orElseThrow(Closed::new);
            return access.sees(plan.asked().caller(), room).compose(sees -> {
                if (!sees) {
                    throw new Closed();
                }
                return join(plan, room);
            });
        });
    }

    /** The caller does not see into a channel that was not there a moment ago. */
    private static final class Closed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Closed() {
            super(null, null, false, false);
        }
    }

    static boolean isNameTaken(Throwable failure) {
        return failure instanceof Conflict conflict && conflict.of() == Conflict.Of.ROOM_NAME;
    }

    /** Makes a channel. Fails with {@link Conflict} if there is one of that name, with 400 if somebody is no more. */
    Future<Room> create(Person caller, WantedChannel wanted, ChannelPrivacy privacy, List<Person> people) {
        List<NewMember> members = people.stream()
                .map(person ->
                        new NewMember(person.id(), person.id() == caller.id() ? Member.Role.OWNER : Member.Role.MEMBER))
                .toList();
        return conversations
                .create(new Conversations.Request(
                        caller.app(),
                        null,
                        privacy.inviteOnly() ? Room.Kind.PRIVATE : Room.Kind.PUBLIC,
                        wanted.name(),
                        wanted.name(),
                        caller.id(),
                        Channel.details(wanted.description(), privacy.historyIsPublic()),
                        members,
                        null))
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageException.NotFound ? UserCalls.noSuchUser() : failure));
    }

    private Future<Done> join(Plan plan, Room room) {
        List<Person> people = plan.people();
        List<NewMember> members = people.stream()
                .map(person -> new NewMember(person.id(), Member.Role.MEMBER))
                .toList();
        return conversations
                .join(room, members)
                .map(outcomes -> {
                    Done done = new Done(room.name(), new ArrayList<>(), new ArrayList<>());
                    for (int i = 0; i < people.size(); i++) {
                        boolean isNew = outcomes.get(i) == Rooms.Joined.JOINED;
                        (isNew ? done.subscribed() : done.already()).add(people.get(i));
                    }
                    return done;
                })
                .recover(failure -> failure instanceof StorageException.NotFound
                        ? rooms.byIds(List.of(room.id())).map(found -> {
                            // Somebody deleted the room, or one of the people.
                            throw found.isEmpty() ? noAccess(room.name()) : UserCalls.noSuchUser();
                        })
                        : Future.failedFuture(failure));
    }

    private static ObjectNode write(Plan plan, List<Done> all, List<String> closed, ObjectNode answer) {
        ObjectNode subscribed = answer.putObject("subscribed");
        ObjectNode already = answer.putObject("already_subscribed");
        for (Done done : all) {
            done.subscribed().forEach(person -> add(subscribed, person, done.name()));
            done.already().forEach(person -> add(already, person, done.name()));
        }
        if (!plan.asked().fatal()) {
            ArrayNode unauthorized = answer.putArray("unauthorized");
            closed.forEach(unauthorized::add);
        }
        return answer;
    }

    private static void add(ObjectNode byPerson, Person person, String name) {
        byPerson.withArray("/" + person.zulipId()).add(name);
    }
}
