package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.rocketchat.Memberships.Membership;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Subscriptions.Subscription;
import io.vertx.core.Future;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A member's view of rooms as the API writes it. */
final class SubscriptionJson {
    private static final int MESSAGES_AT_ONCE = 1_000;

    private final Messages messages;
    private final DirectMembers directs;

    SubscriptionJson(Services services) {
        this.messages = services.messages();
        this.directs = new DirectMembers(services);
    }

    /** The id of a subscription: made of the storage's ids, so that it can still be told when the room is no more. */
    static String id(long room, long person) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((room + "/" + person).getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(hash).substring(0, 24);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** In the same order. @param list of one person, at most {@value RoomJson#AT_ONCE} */
    Future<List<ObjectNode>> all(Person person, List<Membership> list) {
        Future<Map<Long, List<Person>>> members =
                directs.of(list.stream().map(Membership::room).toList());
        Future<Map<Long, String>> threads = threads(list);
        return Future.all(members, threads).map(all -> list.stream()
                .map(one -> write(
                        person,
                        one.view(),
                        one.room(),
                        members.result().getOrDefault(one.room().id(), List.of()),
                        threads.result()))
                .toList());
    }

    /** The ids on the wire of all threads that wait to be looked at. */
    private Future<Map<Long, String>> threads(List<Membership> list) {
        List<Long> ids = list.stream()
                .flatMap(one -> one.view().unseenThreads().stream())
                .distinct()
                .toList();
        List<Future<Map<Long, String>>> parts = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += MESSAGES_AT_ONCE) {
            parts.add(messages.stringIds(ids.subList(from, Math.min(ids.size(), from + MESSAGES_AT_ONCE))));
        }
        return Future.all(parts).map(done -> {
            Map<Long, String> known = new HashMap<>();
            parts.forEach(part -> known.putAll(part.result()));
            return known;
        });
    }

    private static ObjectNode write(
            Person person, Subscription view, Room room, List<Person> members, Map<Long, String> threads) {
        ObjectNode json =
                StrictJson.newObject().put("_id", id(room.id(), person.id())).put("rid", room.roomId());
        if (room.kind() == Room.Kind.DIRECT) {
            List<Person> others =
                    members.stream().filter(one -> one.id() != person.id()).toList();
            List<Person> named = others.isEmpty() ? List.of(person) : others;
            json.put("name", named.stream().map(Person::username).collect(Collectors.joining(", ")))
                    .put("fname", named.stream().map(Person::name).collect(Collectors.joining(", ")));
        } else {
            json.put("name", room.name()).put("fname", RoomJson.shownName(room));
        }
        json.put("t", RoomType.of(room).letter());
        json.set("u", MessageJson.author(person));
        List<String> unseen = view.unseenThreads().stream()
                .filter(threads::containsKey)
                .map(threads::get)
                .toList();
        json.put("open", true)
                .put("alert", view.unread() > 0 || !unseen.isEmpty())
                .put("unread", view.unread())
                .put("userMentions", view.mentions())
                .put("groupMentions", view.groupMentions())
                .put("ts", Times.iso(view.joinedAt()));
        if (view.seenAt() != null) {
            json.put("ls", Times.iso(view.seenAt()));
        }
        put(json, "tunread", unseen);
        put(json, "roles", RoomRole.names(view.role()));
        return json.put("_updatedAt", Times.iso(view.updatedAt()));
    }

    private static void put(ObjectNode json, String name, List<String> values) {
        if (!values.isEmpty()) {
            ArrayNode array = json.putArray(name);
            values.forEach(array::add);
        }
    }
}
