package dev.seenby.zulip;

import dev.seenby.receipts.Flagging;
import dev.seenby.receipts.Reading;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Puts flags on messages for a caller, and takes them off. All is looked up before the first message is changed, so that a
 * call that is refused changes nothing. What is looked up in parts is not of one moment; but no reading is recorded twice.
 */
final class Marking {
    /** What storage takes at once. */
    private static final int AT_ONCE = 1_000;

    /**
     * What to do.
     *
     * @param flag null = the messages are read
     */
    record Change(boolean add, Inbox.@Nullable Flag flag) {
        private static final Set<String> NOT_EDITABLE = Set.of(
                "mentioned",
                "stream_wildcard_mentioned",
                "topic_wildcard_mentioned",
                "group_mentioned",
                "force_expand",
                "force_collapse",
                "has_alert_word",
                "historical");

        /** @throws ZulipException 400 if there is no such flag or operation */
        static Change of(String op, String flag) {
            Inbox.Flag own =
                    switch (flag) {
                        case "read" -> null;
                        case "starred" -> Inbox.Flag.STARRED;
                        case "collapsed" -> Inbox.Flag.COLLAPSED;
                        default ->
                            throw ZulipException.badRequest(
                                    (NOT_EDITABLE.contains(flag) ? "Flag not editable: '" : "Invalid flag: '")
                                            + NarrowTerm.shown(flag) + "'");
                    };
            if (!op.equals("add") && !op.equals("remove")) {
                throw ZulipException.badRequest("Invalid message flag operation: '" + NarrowTerm.shown(op) + "'");
            }
            return new Change(op.equals("add"), own);
        }
    }

    /**
     * What was done.
     *
     * @param count of the messages that are not as they were
     * @param ignored ids of channels whose messages were passed over, ascending
     */
    record Done(int count, Set<Integer> ignored) {}

    private final Reading reading;
    private final Flagging flagging;
    private final Inbox inbox;
    private final Messages messages;
    private final Rooms rooms;
    private final Access access;

    Marking(Services services, Access access) {
        this.reading = services.reading();
        this.flagging = new Flagging(services.inbox(), services.telling());
        this.inbox = services.inbox();
        this.messages = services.messages();
        this.rooms = services.rooms();
        this.access = access;
    }

    /**
     * Changes messages. Fails with 400, {@code Invalid message(s)}, when the caller does not see one; but those that are to be
     * read are then passed over.
     *
     * @param ids of any number, which need not exist; perhaps with duplicates
     */
    Future<Done> make(Person caller, Change change, Collection<Long> ids) {
        List<Long> distinct = new ArrayList<>(new LinkedHashSet<>(ids));
        Inbox.Flag flag = change.flag();
        if (flag != null) {
            return flag(caller, distinct, flag, change.add());
        }
        return change.add() ? read(caller, distinct) : unread(caller, distinct);
    }

    private static Future<Void> inParts(List<Long> ids, int from, Function<List<Long>, Future<Void>> act) {
        if (from >= ids.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(ids.size(), from + AT_ONCE);
        return act.apply(ids.subList(from, to)).compose(done -> inParts(ids, to, act));
    }

    private Future<Map<Long, Inbox.Standing>> standings(Person caller, List<Long> ids) {
        return inbox.standings(caller.app(), caller.id(), ids);
    }

    private Future<Done> read(Person caller, List<Long> ids) {
        List<Long> unread = new ArrayList<>();
        return inParts(ids, 0, part -> standings(caller, part).map(standings -> {
                    for (Long id : part) {
                        Inbox.Standing standing = standings.get(id);
                        if (standing != null && standing.received() && !standing.read()) {
                            unread.add(id);
                        }
                    }
                    return null;
                }))
                // The caller's clients are told in any case, as by the real server.
                .compose(found -> unread.isEmpty()
                        ? reading.read(caller, List.of(), null)
                        : inParts(unread, 0, part -> messages.byIds(caller.app(), part)
                                .compose(there -> reading.read(caller, facts(there), null))))
                .map(done -> new Done(unread.size(), Set.of()));
    }

    private static List<MessageFacts> facts(List<Message> messages) {
        return messages.stream().map(Message::facts).toList();
    }

    private Future<Done> unread(Person caller, List<Long> ids) {
        Map<Long, Boolean> subscribed = new HashMap<>();
        List<MessageFacts> read = new ArrayList<>();
        TreeSet<Integer> ignored = new TreeSet<>();
        return inParts(ids, 0, part -> messages.byIds(caller.app(), part).compose(there -> {
                    if (there.size() < part.size()) {
                        throw Access.invalid();
                    }
                    return standings(caller, part).compose(standings -> {
                        mustBeSeen(standings, part);
                        return seen(caller, there, standings)
                                .compose(seen -> roomsOf(there))
                                .compose(all -> subscribed(caller, all, subscribed))
                                .map(all -> {
                                    sort(caller, there, standings, all, subscribed, read, ignored);
                                    return null;
                                });
                    });
                }))
                .compose(found -> read.isEmpty() ? reading.unread(caller, read) : unread(caller, read, 0))
                .map(done -> new Done(read.size(), ignored));
    }

    private static void mustBeSeen(Map<Long, Inbox.Standing> standings, List<Long> ids) {
        if (standings.size() < ids.size()) {
            throw Access.invalid();
        }
    }

    /** Fails with 400 when the caller neither received one of the messages nor sees it. */
    private Future<Void> seen(Person caller, List<Message> there, Map<Long, Inbox.Standing> standings) {
        List<Message> others = there.stream()
                .filter(message -> {
                    Inbox.Standing standing = standings.get(message.facts().id());
                    return standing == null || !standing.received();
                })
                .toList();
        return access.seen(caller, others).map(seen -> {
            if (seen.size() < others.size()) {
                throw Access.invalid();
            }
            return null;
        });
    }

    private Future<List<Room>> roomsOf(List<Message> there) {
        Set<Long> ids = new HashSet<>();
        there.forEach(message -> ids.add(message.facts().room()));
        return rooms.byIds(ids);
    }

    /** Notes in which of the rooms the caller is. */
    private Future<List<Room>> subscribed(Person caller, List<Room> all, Map<Long, Boolean> known) {
        List<Long> others = all.stream()
                .map(Room::id)
                .filter(room -> !known.containsKey(room))
                .toList();
        if (others.isEmpty()) {
            return Future.succeededFuture(all);
        }
        return rooms.joined(caller.id(), others).map(joined -> {
            others.forEach(room -> known.put(room, joined.contains(room)));
            return all;
        });
    }

    /** Messages of channels that the caller is not in are passed over: nobody has unread messages there. */
    private static void sort(
            Person caller,
            List<Message> there,
            Map<Long, Inbox.Standing> standings,
            List<Room> all,
            Map<Long, Boolean> subscribed,
            List<MessageFacts> read,
            Set<Integer> ignored) {
        Map<Long, Room> byId = new HashMap<>();
        all.forEach(room -> byId.put(room.id(), room));
        for (Message message : there) {
            MessageFacts facts = message.facts();
            Room room = byId.get(facts.room());
            Inbox.Standing standing = standings.get(facts.id());
            if (room == null || standing == null) {
                throw Access.invalid();
            }
            if (Channel.is(room) && !subscribed.getOrDefault(room.id(), false)) {
                ignored.add(room.streamId());
            } else if (standing.read() && facts.sender() != caller.id()) {
                // What one has sent oneself stays read.
                read.add(facts);
            }
        }
    }

    private Future<Void> unread(Person caller, List<MessageFacts> read, int from) {
        if (from >= read.size()) {
            return Future.succeededFuture();
        }
        int to = Math.min(read.size(), from + AT_ONCE);
        return reading.unread(caller, read.subList(from, to)).compose(done -> unread(caller, read, to));
    }

    private Future<Done> flag(Person caller, List<Long> ids, Inbox.Flag flag, boolean on) {
        List<Long> others = new ArrayList<>();
        return inParts(ids, 0, part -> standings(caller, part).compose(standings -> {
                    mustBeSeen(standings, part);
                    List<Long> notReceived = part.stream()
                            .filter(id -> {
                                Inbox.Standing standing = standings.get(id);
                                return standing == null || !standing.received();
                            })
                            .toList();
                    return access.messages(caller, notReceived).map(seen -> {
                        if (seen.size() < notReceived.size()) {
                            throw Access.invalid();
                        }
                        standings.forEach((id, standing) -> {
                            if (standing.flags().contains(flag) != on) {
                                others.add(id);
                            }
                        });
                        return null;
                    });
                }))
                .compose(found -> flagging.flag(caller, others, flag, on))
                .map(changed -> new Done(changed.size(), Set.of()));
    }
}
