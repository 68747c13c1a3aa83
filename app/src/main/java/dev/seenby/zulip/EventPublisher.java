package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Change;
import dev.seenby.receipts.Changes;
import dev.seenby.storage.EventQueues.Delivery;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * Makes events of what happened. Those of a message hold little more than its id: what it is like, and whether the client sees
 * it, is looked up when they are taken ({@link EventWriter}).
 */
public final class EventPublisher implements Changes {
    private static final int FLAGS_AT_ONCE = 5_000;

    private final Rooms rooms;
    private final Messages messages;
    private final People people;
    private final Mutes mutes;
    private final EventAudience audience;
    private final UnreadDetails details;

    public EventPublisher(Rooms rooms, Messages messages, People people, Mutes mutes, Inbox inbox) {
        this.rooms = rooms;
        this.messages = messages;
        this.people = people;
        this.mutes = mutes;
        this.audience = new EventAudience(rooms, people, new Access(messages, rooms, inbox));
        this.details = new UnreadDetails(rooms, messages, people, inbox);
    }

    @Override
    public Future<List<Delivery>> deliveries(long app, Change change, Set<Long> waiting) {
        if (change instanceof Change.Sent sent) {
            return inRoom(sent.message(), room -> sent(sent.message(), room, waiting));
        }
        if (change instanceof Change.Edited edited) {
            return inRoom(edited.after(), room -> edited(edited, room, waiting));
        }
        if (change instanceof Change.Moved moved) {
            return inRoom(moved.asked(), room -> moved(app, moved, room, waiting));
        }
        if (change instanceof Change.Deleted deleted) {
            return inRoom(deleted.message(), room -> deleted(deleted.message(), room, waiting));
        }
        if (change instanceof Change.Read read) {
            return done(flags(read.person(), "read", true, read.messages()));
        }
        if (change instanceof Change.ReadAll read) {
            ObjectNode event = flagEvent("read", true, List.of()).put("all", true);
            return done(List.of(delivery(Set.of(read.person()), event)));
        }
        if (change instanceof Change.Unread unread) {
            return unread(app, unread.person(), unread.messages(), 0, new ArrayList<>());
        }
        if (change instanceof Change.Flagged flagged) {
            String flag = flagged.flag().name().toLowerCase(Locale.ROOT);
            return done(flags(flagged.person(), flag, flagged.on(), flagged.messages()));
        }
        if (change instanceof Change.MutesChanged muting) {
            return muted(muting.person());
        }
        if (change instanceof Change.SettingChanged setting) {
            ObjectNode event = update(EventDetails.USER_SETTINGS, setting.property(), setting.value());
            return done(List.of(delivery(Set.of(setting.person()), event)));
        }
        if (change instanceof Change.DefaultChanged setting) {
            ObjectNode event = update(EventDetails.DEFAULTS, setting.property(), setting.value());
            return done(List.of(delivery(waiting, event)));
        }
        Change.RealmChanged realm = (Change.RealmChanged) change;
        return done(List.of(delivery(waiting, update(EventDetails.REALM, realm.property(), realm.value()))));
    }

    private static Future<List<Delivery>> done(List<Delivery> deliveries) {
        return Future.succeededFuture(deliveries);
    }

    private static Delivery delivery(Set<Long> people, ObjectNode event) {
        return new Delivery(people, event.path("type").asText(), event.toString());
    }

    private interface InRoom {
        Future<List<Delivery>> deliveries(Room room);
    }

    /** Rooms that Zulip does not know, and those deleted meanwhile, have no events. */
    private Future<List<Delivery>> inRoom(Message message, InRoom then) {
        return rooms.byIds(List.of(message.facts().room())).compose(found -> found.stream()
                .filter(room -> room.kind().carriesReceipts())
                .findFirst()
                .map(then::deliveries)
                .orElseGet(() -> done(List.of())));
    }

    private Future<List<Delivery>> sent(Message message, Room room, Set<Long> waiting) {
        long clock = message.facts().clock();
        return audience.of(room, clock, waiting).map(members -> {
            Set<Long> receivers = new HashSet<>(members);
            if (waiting.contains(message.facts().sender())) {
                receivers.add(message.facts().sender());
            }
            List<Delivery> deliveries = new ArrayList<>();
            String body =
                    StrictJson.newObject().put("message", message.facts().id()).toString();
            if (!receivers.isEmpty()) {
                deliveries.add(new Delivery(receivers, EventDetails.MESSAGE, body));
            }
            if (Channel.is(room) && !new Channel(room).inviteOnly()) {
                Set<Long> others = new HashSet<>(waiting);
                others.removeAll(receivers);
                if (!others.isEmpty()) {
                    deliveries.add(new Delivery(others, EventDetails.PUBLIC_MESSAGE, body));
                }
            }
            return deliveries;
        });
    }

    private Future<List<Delivery>> edited(Change.Edited edited, Room room, Set<Long> waiting) {
        Message after = edited.after();
        Message.Edit edit = Objects.requireNonNull(after.edit(), "an edited message has an edit");
        return people.byIds(List.of(edit.editor())).compose(editors -> audience.seeing(
                        room, after, after.facts().clock(), waiting)
                .map(members -> {
                    ObjectNode event = updated(room, after, editors, edit.at().getEpochSecond());
                    event.putArray("message_ids").add(after.facts().id());
                    event.put("orig_content", edited.before().text());
                    return toAll(members, event);
                }));
    }

    private Future<List<Delivery>> moved(long app, Change.Moved moved, Room room, Set<Long> waiting) {
        if (moved.messages().isEmpty()) {
            return done(List.of());
        }
        Message asked = moved.asked();
        List<Long> newest = moved.messages()
                .subList(moved.messages().size() - 1, moved.messages().size());
        Future<List<Person>> editors = people.byIds(List.of(moved.editor()));
        Future<Set<Long>> members = messages.byIds(app, newest)
                .compose(found -> audience.seeing(
                        room,
                        asked,
                        found.isEmpty()
                                ? asked.facts().clock()
                                : found.get(0).facts().clock(),
                        waiting));
        return Future.all(editors, members).map(both -> {
            ObjectNode event = updated(room, asked, editors.result(), System.currentTimeMillis() / 1_000);
            event.put("propagate_mode", propagation(moved.along()))
                    .put("orig_subject", topic(asked))
                    .put("subject", moved.topic())
                    .putArray("topic_links");
            ArrayNode ids = event.putArray("message_ids");
            moved.messages().forEach(ids::add);
            return toAll(members.result(), event);
        });
    }

    private static String propagation(Topics.Along along) {
        return switch (along) {
            case NONE -> "change_one";
            case LATER -> "change_later";
            case ALL -> "change_all";
        };
    }

    private static ObjectNode updated(Room room, Message message, List<Person> editors, long at) {
        ObjectNode event = StrictJson.newObject().put("type", EventDetails.UPDATE_MESSAGE);
        editors.stream().findFirst().ifPresent(editor -> event.put("user_id", editor.zulipId()));
        event.put("edit_timestamp", at).put("message_id", message.facts().id());
        if (Channel.is(room)) {
            event.put("stream_name", room.name()).put("stream_id", room.streamId());
        }
        return event.put("rendering_only", false);
    }

    static String topic(Message message) {
        return Objects.requireNonNullElse(message.topic(), Topics.NONE);
    }

    private static List<Delivery> toAll(Set<Long> people, ObjectNode event) {
        return people.isEmpty() ? List.of() : List.of(delivery(people, event));
    }

    private Future<List<Delivery>> deleted(Message message, Room room, Set<Long> waiting) {
        return audience.seeing(room, message, message.facts().clock(), waiting).map(members -> {
            ObjectNode event = StrictJson.newObject()
                    .put("type", EventDetails.DELETE_MESSAGE)
                    .put("message_id", message.facts().id())
                    .put("message_type", Channel.is(room) ? "stream" : "private");
            if (Channel.is(room)) {
                event.put("stream_id", room.streamId()).put("topic", topic(message));
            }
            return toAll(members, event);
        });
    }

    private static ObjectNode flagEvent(String flag, boolean on, Collection<Long> ids) {
        String op = on ? "add" : "remove";
        ObjectNode event = StrictJson.newObject()
                .put("type", EventDetails.FLAGS)
                .put("op", op)
                .put("operation", op)
                .put("flag", flag);
        ArrayNode messages = event.putArray("messages");
        ids.forEach(messages::add);
        return event.put("all", false);
    }

    /** At least one, even if there are no messages. */
    private static List<Delivery> flags(long person, String flag, boolean on, List<Long> ids) {
        List<Delivery> deliveries = new ArrayList<>();
        int from = 0;
        do {
            int to = Math.min(ids.size(), from + FLAGS_AT_ONCE);
            deliveries.add(delivery(Set.of(person), flagEvent(flag, on, ids.subList(from, to))));
            from = to;
        } while (from < ids.size());
        return deliveries;
    }

    private Future<List<Delivery>> unread(long app, long person, List<Long> ids, int from, List<Delivery> deliveries) {
        int to = Math.min(ids.size(), from + UnreadDetails.AT_ONCE);
        List<Long> part = ids.subList(from, to);
        return details.of(app, person, part).compose(described -> {
            ObjectNode event = flagEvent("read", false, part);
            event.set("message_details", described);
            deliveries.add(delivery(Set.of(person), event));
            return to == ids.size() ? done(deliveries) : unread(app, person, ids, to, deliveries);
        });
    }

    private Future<List<Delivery>> muted(long person) {
        return mutes.of(person).compose(muted -> list(people, muted)).map(list -> {
            ObjectNode event = StrictJson.newObject().put("type", EventDetails.MUTED_USERS);
            event.set("muted_users", list);
            return List.of(delivery(Set.of(person), event));
        });
    }

    /** Those whom somebody mutes, as clients are told. */
    static Future<ArrayNode> list(People people, List<Mutes.Mute> muted) {
        Map<Long, Integer> ids = new HashMap<>();
        Future<Void> found = Future.succeededFuture();
        for (int from = 0; from < muted.size(); from += UnreadDetails.AT_ONCE) {
            List<Long> part = muted.subList(from, Math.min(muted.size(), from + UnreadDetails.AT_ONCE)).stream()
                    .map(Mutes.Mute::person)
                    .toList();
            found = found.compose(v -> people.byIds(part)).map(persons -> {
                persons.forEach(one -> ids.put(one.id(), one.zulipId()));
                return null;
            });
        }
        return found.map(v -> {
            ArrayNode list = StrictJson.newObject().arrayNode();
            for (Mutes.Mute mute : muted) {
                Integer id = ids.get(mute.person());
                if (id != null) {
                    list.addObject().put("id", id).put("timestamp", mute.at().getEpochSecond());
                }
            }
            return list;
        });
    }

    private static ObjectNode update(String type, String property, String value) {
        ObjectNode event =
                StrictJson.newObject().put("type", type).put("op", "update").put("property", property);
        event.set("value", StrictJson.value(value).orElseThrow());
        return event;
    }
}
