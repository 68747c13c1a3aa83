package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** People of a workspace who talk past the API, so that what the API then reads is known to the millisecond. */
final class Chatting {
    private final RocketChatServer server;
    final Client admin;

    Chatting(RocketChatServer server) {
        this.server = server;
        this.admin = server.workspace();
    }

    Client person(String username) {
        return server.person(admin, username, Person.Role.MEMBER);
    }

    Room room(Room.Kind kind, String name, Client... members) {
        return await(server.services()
                .conversations()
                .create(new Conversations.Request(
                        admin.app(),
                        null,
                        kind,
                        name,
                        name,
                        members[0].person().id(),
                        "{}",
                        Arrays.stream(members)
                                .map(member ->
                                        new NewRoom.NewMember(member.person().id(), Member.Role.MEMBER))
                                .toList(),
                        null)));
    }

    Room direct(Client one, Client other) {
        return await(server.services()
                .conversations()
                .direct(admin.app(), one.person().id(), List.of(one.person(), other.person())));
    }

    void joins(Room room, Client person) {
        await(server.services()
                .conversations()
                .join(room, List.of(new NewRoom.NewMember(person.person().id(), Member.Role.MEMBER))));
    }

    Message says(Client sender, Room room, String text) {
        return await(send(sender, room, text, null, TimelineKey.MAIN, null, "{}"));
    }

    Message says(Client sender, Room room, String text, Instant at) {
        return await(send(sender, room, text, null, TimelineKey.MAIN, at, "{}"));
    }

    /** @param payload what the dialect keeps of it, as JSON */
    Message says(Client sender, Room room, String text, String payload) {
        return await(send(sender, room, text, null, TimelineKey.MAIN, null, "{\"rocketchat\":" + payload + "}"));
    }

    Message replies(Client sender, Room room, Message parent, String text) {
        return await(reply(sender, room, parent, text, null));
    }

    Message replies(Client sender, Room room, Message parent, String text, Instant at) {
        return await(reply(sender, room, parent, text, at));
    }

    /** A reply that stands in the room too. */
    Message repliesToAll(Client sender, Room room, Message parent, String text) {
        return await(send(sender, room, text, parent, TimelineKey.MAIN, null, "{}"));
    }

    Future<Message> reply(Client sender, Room room, Message parent, String text, @Nullable Instant at) {
        return send(
                sender, room, text, parent, TimelineKey.thread(parent.facts().id()), at, "{}");
    }

    private Future<Message> send(
            Client sender,
            Room room,
            String text,
            @Nullable Message parent,
            TimelineKey timeline,
            @Nullable Instant at,
            String payload) {
        return server.services()
                .sending()
                .send(
                        room.app(),
                        new NewMessage(
                                null,
                                UUID.randomUUID().toString().replace("-", "").substring(0, 17),
                                room.id(),
                                timeline,
                                sender.person().id(),
                                at,
                                text,
                                payload,
                                parent == null ? null : parent.facts().id(),
                                null,
                                null,
                                at,
                                Set.of()));
    }

    /** Somebody reads a message, at a time that is known. */
    void reads(Client reader, Message message, Instant at) {
        reads(reader, message.facts(), at);
    }

    private void reads(Client reader, MessageFacts message, Instant at) {
        await(server.services().reading().read(reader.person(), List.of(message), at));
    }

    void set(Setting setting, String json) {
        await(server.services().apps().changeSettings(admin.app(), Map.of(Settings.SETTING + setting.name(), json)));
    }

    /** The roles that have a permission from now on. @param json an array of names */
    void allow(Permission permission, String json) {
        await(server.services()
                .apps()
                .changeSettings(admin.app(), Map.of(Settings.PERMISSION + permission.id(), json)));
    }
}
