package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.App;
import dev.seenby.storage.InboxSearch;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds what the conditions of a narrow name: channels, people, conversations. */
final class Narrows {
    /** Beyond that many rooms, what is looked for must be named more closely. */
    private static final int MOST_ROOMS = 10_000;

    private static final int PAGE = 1_000;
    /** Of more people there is no conversation. */
    private static final int MOST_PEOPLE = 100;

    private static final Set<Room.Kind> DIRECT = EnumSet.of(Room.Kind.DIRECT);
    private static final Set<Room.Kind> PUBLIC = EnumSet.of(Room.Kind.PUBLIC, Room.Kind.MEETING);
    /** What a message's own conversation stands for. */
    private static final Set<String> CONVERSATION = Set.of("stream", "channel", "topic", "subject", "dm", "pm-with");

    /** Each looks up very many rooms. */
    private static final Set<String> WIDE =
            Set.of("channels", "streams", "dm-including", "group-pm-with", "group_pm_with");

    private static final int MOST_WIDE = 10;

    private final Rooms rooms;
    private final ChannelNames names;
    private final Conversations conversations;
    private final Directory directory;
    private final Access access;

    Narrows(Services services, Access access) {
        this.rooms = services.rooms();
        this.names = new ChannelNames(services);
        this.conversations = services.conversations();
        this.directory = new Directory(services);
        this.access = access;
    }

    /** Fails with 400, {@code BAD_NARROW}, when something named is not there for the caller. */
    Future<Narrow> of(App app, Person caller, List<NarrowTerm> terms) {
        if (terms.stream().filter(term -> WIDE.contains(term.operator())).count() > MOST_WIDE) {
            throw NarrowTerm.bad("more than " + MOST_WIDE + " conditions on many channels or conversations");
        }
        NarrowTerms found = new NarrowTerms(app, caller);
        return conversation(found, terms).compose(rest -> {
            Future<Void> all = Future.succeededFuture();
            for (NarrowTerm term : rest) {
                all = all.compose(done -> add(found, term));
            }
            return all.map(done -> found.narrow(terms.isEmpty()));
        });
    }

    /** Takes up the message whose conversation is meant. @return the conditions that are left */
    private Future<List<NarrowTerm>> conversation(NarrowTerms found, List<NarrowTerm> terms) {
        List<NarrowTerm> with =
                terms.stream().filter(term -> term.operator().equals("with")).toList();
        if (with.isEmpty()) {
            return Future.succeededFuture(terms);
        }
        if (with.size() > 1) {
            throw NarrowTerm.bad("Invalid narrow operator combination", "Duplicate 'with' operators.");
        }
        String id = with.get(0).operand().asText().strip();
        if (!id.matches("[+-]?[0-9]+")) {
            throw NarrowTerm.bad("Invalid 'with' operator");
        }
        List<NarrowTerm> others =
                terms.stream().filter(term -> !term.operator().equals("with")).toList();
        long message = id.startsWith("-") ? 0 : Access.id(id.replace("+", ""));
        return access.messages(found.caller(), List.of(message)).compose(messages -> {
            if (messages.isEmpty()) {
                if (!nameConversation(others)) {
                    throw NarrowTerm.bad("Invalid 'with' operator");
                }
                return Future.succeededFuture(others);
            }
            return rooms.byIds(List.of(messages.get(0).facts().room())).map(rooms -> {
                rooms.forEach(room -> found.with(room, messages.get(0)));
                return others.stream()
                        .filter(term -> !CONVERSATION.contains(term.operator()))
                        .toList();
            });
        });
    }

    private static boolean nameConversation(List<NarrowTerm> terms) {
        Set<String> operators = new HashSet<>();
        terms.forEach(term -> operators.add(term.operator()));
        return operators.contains("dm")
                || operators.contains("pm-with")
                || (operators.contains("channel") || operators.contains("stream"))
                        && (operators.contains("topic") || operators.contains("subject"));
    }

    private Future<Void> add(NarrowTerms found, NarrowTerm term) {
        return switch (term.operator()) {
            case "channel", "stream" ->
                channel(found.app(), found.caller(), term).map(channel -> {
                    found.channel(term, channel);
                    return null;
                });
            case "channels", "streams" -> channels(found, term);
            case "sender", "from" ->
                sender(found, term).map(sender -> {
                    found.add(term, new InboxSearch.SentBy(sender.id()));
                    return null;
                });
            case "dm", "pm-with", "pm_with" -> direct(found, term);
            case "dm-including" -> including(found, term, 1);
            case "group-pm-with", "group_pm_with" -> including(found, term, 3);
            default -> {
                found.addPlain(term);
                yield Future.succeededFuture();
            }
        };
    }

    private Future<Channel> channel(App app, Person caller, NarrowTerm term) {
        JsonNode operand = term.operand();
        return named(app, caller, operand)
                .compose(found -> found.filter(Channel::is)
                        .map(room -> access.sees(caller, room)
                                .map(sees -> sees ? Optional.of(new Channel(room)) : Optional.<Channel>empty()))
                        .orElseGet(() -> Future.succeededFuture(Optional.empty())))
                .map(found -> found.orElseThrow(() -> NarrowTerm.bad("unknown channel " + term.shown())));
    }

    private Future<Optional<Room>> named(App app, Person caller, JsonNode operand) {
        if (operand.isTextual()) {
            return names.room(app, operand.textValue());
        }
        long id = Parameters.integer("operand", operand);
        return id <= 0 || id > Integer.MAX_VALUE
                ? Future.succeededFuture(Optional.empty())
                : rooms.byStreamIds(caller.app(), List.of((int) id))
                        .map(all -> all.stream().findFirst());
    }

    private Future<Void> channels(NarrowTerms found, NarrowTerm term) {
        String which = term.operand().asText();
        found.mustBeOfChannels(term);
        if (which.equals("web-public")) {
            found.add(term, Narrow.NOTHING);
            return Future.succeededFuture();
        }
        if (!which.equals("public")) {
            throw NarrowTerm.bad("unknown channels operand " + term.shown());
        }
        if (term.negated() || found.caller().role() == Person.Role.GUEST) {
            found.add(term, new InboxSearch.OfKinds(PUBLIC));
            return Future.succeededFuture();
        }
        return all(found.caller().app(), PUBLIC, null).map(all -> {
            found.only(all.keySet());
            found.withHistory(true);
            return null;
        });
    }

    private Future<Person> sender(NarrowTerms found, NarrowTerm term) {
        return term.operand().asText().equals("me")
                ? Future.succeededFuture(found.caller())
                : person(found, term.operand())
                        .map(person -> person.orElseThrow(() -> NarrowTerm.bad("unknown user " + term.shown())));
    }

    private Future<Optional<Person>> person(NarrowTerms found, JsonNode operand) {
        return operand.isTextual()
                ? directory.byEmail(found.app(), operand.textValue().strip())
                : directory.byId(found.app(), Parameters.integer("operand", operand));
    }

    /** The conversation of just these people and the caller. */
    private Future<Void> direct(NarrowTerms found, NarrowTerm term) {
        found.mustBeDirect(term);
        return people(found, term).compose(people -> {
            if (people.isEmpty()) {
                found.add(term, Narrow.NOTHING);
                return Future.succeededFuture();
            }
            Map<Long, Person> all = new LinkedHashMap<>();
            all.put(found.caller().id(), found.caller());
            people.forEach(person -> all.put(person.id(), person));
            Future<Optional<Room>> room = all.size() > MOST_PEOPLE
                    ? Future.succeededFuture(Optional.empty())
                    : conversations.existingDirect(found.caller().app(), all.values());
            return room.map(there -> {
                found.add(
                        term,
                        there.isEmpty()
                                ? Narrow.NOTHING
                                : inRooms(Set.of(there.get().id())));
                return null;
            });
        });
    }

    /** @throws ZulipException 400 if one of them is not there */
    private Future<Collection<Person>> people(NarrowTerms found, NarrowTerm term) {
        ZulipException unknown = NarrowTerm.bad("unknown user in " + term.shown());
        if (term.operand().isTextual()) {
            String[] emails = term.operand().textValue().split(",", -1);
            if (emails.length > MOST_PEOPLE) {
                throw unknown;
            }
            List<Future<Optional<Person>>> asked = new ArrayList<>();
            for (String email : emails) {
                asked.add(directory.byEmail(found.app(), email.strip()));
            }
            return Future.all(asked).map(done -> asked.stream()
                    .map(one -> one.result().orElseThrow(() -> unknown))
                    .toList());
        }
        Set<Long> ids = new HashSet<>();
        term.operand().forEach(id -> ids.add(Parameters.integer("operand", id)));
        if (ids.size() > MOST_PEOPLE) {
            throw unknown;
        }
        return directory.byIds(found.app(), ids).map(people -> {
            if (people.size() < ids.size()) {
                throw unknown;
            }
            return people;
        });
    }

    /** All direct conversations with somebody. @param least how many people must be in them */
    private Future<Void> including(NarrowTerms found, NarrowTerm term, int least) {
        found.mustBeDirect(term);
        return person(found, term.operand()).compose(person -> {
            long other = person.orElseThrow(() -> NarrowTerm.bad("unknown user " + term.shown()))
                    .id();
            if (other == found.caller().id() && least == 1) {
                found.add(term, new InboxSearch.OfKinds(DIRECT));
                return Future.succeededFuture();
            }
            long app = found.caller().app();
            return all(app, DIRECT, found.caller().id())
                    .compose(own -> all(app, DIRECT, other).compose(theirs -> {
                        Set<Long> both = new HashSet<>(own.keySet());
                        both.retainAll(theirs.keySet());
                        return ofSize(new ArrayList<>(both), least, 0, new HashSet<>());
                    }))
                    .map(both -> {
                        found.add(term, inRooms(both));
                        return null;
                    });
        });
    }

    private Future<Set<Long>> ofSize(List<Long> all, int least, int from, Set<Long> found) {
        if (least == 1 || from >= all.size()) {
            found.addAll(least == 1 ? all : List.of());
            return Future.succeededFuture(found);
        }
        int to = Math.min(all.size(), from + PAGE);
        return rooms.statuses(all.subList(from, to)).compose(statuses -> {
            statuses.stream().filter(status -> status.size() >= least).forEach(status -> found.add(status.room()));
            return ofSize(all, least, to, found);
        });
    }

    private static InboxSearch.Term inRooms(Set<Long> rooms) {
        return new InboxSearch.InRooms(rooms);
    }

    /** Rooms of an app by storage id. @throws ZulipException (in the future) 400 if they are too many */
    private Future<Map<Long, Room>> all(long app, Set<Room.Kind> kinds, @Nullable Long member) {
        return all(app, kinds, member, new LinkedHashMap<>(), 0);
    }

    private Future<Map<Long, Room>> all(
            long app, Set<Room.Kind> kinds, @Nullable Long member, Map<Long, Room> found, long offset) {
        return rooms.list(app, kinds, member, offset, PAGE).compose(page -> {
            page.items().forEach(room -> found.put(room.id(), room));
            if (found.size() > MOST_ROOMS) {
                throw NarrowTerm.bad("more than " + MOST_ROOMS + " channels or conversations");
            }
            return page.items().size() < PAGE
                    ? Future.succeededFuture(found)
                    : all(app, kinds, member, found, offset + PAGE);
        });
    }
}
