package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where messages stand that are unread again: clients may not have them any more. */
final class UnreadDetails {
    static final int AT_ONCE = 1_000;

    private final Rooms rooms;
    private final DirectMembers direct;
    private final Messages messages;
    private final People people;
    private final Inbox inbox;

    UnreadDetails(Rooms rooms, Messages messages, People people, Inbox inbox) {
        this.rooms = rooms;
        this.direct = new DirectMembers(rooms);
        this.messages = messages;
        this.people = people;
        this.inbox = inbox;
    }

    /** By message id. @param ids at most 1,000 */
    Future<ObjectNode> of(long app, long person, List<Long> ids) {
        if (ids.isEmpty()) {
            return Future.succeededFuture(StrictJson.newObject());
        }
        Future<Map<Long, Inbox.Standing>> standings = inbox.standings(app, person, ids);
        Future<List<Message>> found = messages.byIds(app, ids);
        return Future.all(standings, found).compose(both -> {
            List<Long> roomIds = found.result().stream()
                    .map(message -> message.facts().room())
                    .distinct()
                    .toList();
            Future<List<Room>> all = roomIds.isEmpty() ? Future.succeededFuture(List.of()) : rooms.byIds(roomIds);
            return all.compose(stand ->
                    others(person, stand).map(others -> write(found.result(), standings.result(), stand, others)));
        });
    }

    private static ObjectNode write(
            List<Message> found,
            Map<Long, Inbox.Standing> standings,
            List<Room> rooms,
            Map<Long, List<Integer>> others) {
        Map<Long, Room> byId = new HashMap<>();
        rooms.forEach(room -> byId.put(room.id(), room));
        ObjectNode details = StrictJson.newObject();
        for (Message message : found) {
            Room room = byId.get(message.facts().room());
            if (room == null) {
                continue;
            }
            ObjectNode one = details.putObject(Long.toString(message.facts().id()));
            one.put("type", Channel.is(room) ? "stream" : "private");
            Inbox.Standing standing = standings.get(message.facts().id());
            if (standing != null && standing.mentioned()) {
                one.put("mentioned", true);
            }
            if (Channel.is(room)) {
                one.put("stream_id", room.streamId())
                        .put("topic", EventPublisher.topic(message))
                        .put("unmuted_stream_msg", true);
            } else {
                ArrayNode list = one.putArray("user_ids");
                others.getOrDefault(room.id(), List.of()).forEach(list::add);
            }
        }
        return details;
    }

    /** The Zulip ids of the others in direct conversations, ascending, by room. @param among of any number */
    Future<Map<Long, List<Integer>>> others(long person, List<Room> among) {
        return direct.ask(among, room -> direct.of(room).compose(people::byIds).map(found -> found.stream()
                .filter(other -> other.id() != person)
                .map(Person::zulipId)
                .sorted()
                .toList()));
    }
}
