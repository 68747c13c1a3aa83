package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Rooms as the API writes them, whatever the dialect that made them. */
final class RoomJson {
    /** How many are written at once at most. */
    static final int AT_ONCE = 100;

    /** What of the details is shown if it is there, in this order. */
    private static final List<String> SHOWN = List.of("topic", Conversations.DESCRIPTION, "announcement", "broadcast");

    private final Rooms rooms;
    private final Registration registration;
    private final DirectMembers directs;

    RoomJson(Services services) {
        this.rooms = services.rooms();
        this.registration = services.registration();
        this.directs = new DirectMembers(services);
    }

    /** What only this dialect knows of a room. */
    static JsonNode details(Room room) {
        return allDetails(room).path(MessageJson.PAYLOAD);
    }

    private static JsonNode allDetails(Room room) {
        return StrictJson.value(room.details()).orElseGet(StrictJson::newObject);
    }

    /** Fails with NotFound when the room is no more. */
    Future<ObjectNode> one(Room room) {
        return all(List.of(room)).map(written -> {
            if (written.isEmpty()) {
                throw new StorageException.NotFound("room");
            }
            return written.get(0);
        });
    }

    /** In the same order, without those that are no more. @param list at most {@value #AT_ONCE} */
    Future<List<ObjectNode>> all(List<Room> list) {
        if (list.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        Future<Map<Long, Rooms.Status>> statuses = rooms.statuses(
                        list.stream().map(Room::id).toList())
                .map(found -> found.stream().collect(Collectors.toMap(Rooms.Status::room, Function.identity())));
        Set<Long> ownerIds =
                list.stream().map(Room::owner).filter(Objects::nonNull).collect(Collectors.toSet());
        Future<Map<Long, Person>> owners = registration.byIds(ownerIds);
        Future<Map<Long, List<Person>>> members = directs.of(list);
        return Future.all(statuses, owners, members).map(all -> list.stream()
                .filter(room -> statuses.result().containsKey(room.id()))
                .map(room -> write(
                        room,
                        Objects.requireNonNull(statuses.result().get(room.id())),
                        room.owner() == null ? null : owners.result().get(room.owner()),
                        members.result().getOrDefault(room.id(), List.of())))
                .toList());
    }

    private static ObjectNode write(Room room, Rooms.Status status, @Nullable Person owner, List<Person> members) {
        JsonNode details = details(room);
        ObjectNode json = StrictJson.newObject().put("_id", room.roomId());
        boolean direct = room.kind() == Room.Kind.DIRECT;
        if (!direct) {
            json.put("name", room.name()).put("fname", shownName(room));
        }
        json.put("t", RoomType.of(room).letter());
        if (direct) {
            ArrayNode usernames = json.putArray("usernames");
            ArrayNode uids = json.putArray("uids");
            members.forEach(member -> usernames.add(member.username()));
            members.stream().map(Person::rocketChatId).sorted().forEach(uids::add);
        }
        json.put("msgs", status.messages()).put("usersCount", status.size());
        json.set("u", owner == null ? nobody() : MessageJson.author(owner));
        json.put("ts", Times.iso(room.createdAt()));
        if (status.lastMessageAt() != null) {
            json.put("lm", Times.iso(status.lastMessageAt()));
        }
        json.put("ro", details.path("ro").booleanValue());
        if (!direct) {
            json.set(
                    "customFields",
                    details.path("customFields") instanceof ObjectNode own ? own : StrictJson.newObject());
        }
        json.put("default", false).put("sysMes", true);
        JsonNode description = allDetails(room).path(Conversations.DESCRIPTION);
        for (String name : SHOWN) {
            JsonNode shown = name.equals(Conversations.DESCRIPTION) ? description : details.path(name);
            if (!shown.isMissingNode()) {
                json.set(name, shown);
            }
        }
        return json.put("_updatedAt", Times.iso(updatedAt(room, status.lastMessageAt())));
    }

    /** What people call the room. */
    static String shownName(Room room) {
        return room.displayName().isEmpty() ? room.name() : room.displayName();
    }

    private static Instant updatedAt(Room room, @Nullable Instant lastMessageAt) {
        return lastMessageAt == null || lastMessageAt.isBefore(room.createdAt()) ? room.createdAt() : lastMessageAt;
    }

    /** The maker of rooms that nobody owns, as of the real server's {@code GENERAL}. */
    private static ObjectNode nobody() {
        return StrictJson.newObject().put("_id", "rocket.cat").put("username", "rocket.cat");
    }
}
