package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/** A new workspace with its admin, Alice, Bob and Carol, all signed in, and Gus, who is a guest. */
record Workspace(RocketChatServer server, Client admin, Client alice, Client bob, Client carol, Client gus) {
    static Workspace of(RocketChatServer server) {
        Client admin = server.workspace();
        return new Workspace(
                server,
                admin,
                server.person(admin, "alice", Person.Role.MEMBER),
                server.person(admin, "bob", Person.Role.MEMBER),
                server.person(admin, "carol", Person.Role.MEMBER),
                server.person(admin, "gus", Person.Role.GUEST));
    }

    void set(Setting setting, String json) {
        await(server.services().apps().changeSettings(admin.app(), Map.of(Settings.SETTING + setting.name(), json)));
    }

    void allow(Permission permission, String... roles) {
        await(server.services()
                .apps()
                .changeSettings(
                        admin.app(),
                        Map.of(Settings.PERMISSION + permission.id(), new JsonArray(Arrays.asList(roles)).encode())));
    }

    /** A room as another dialect makes them. The first of the members is its owner. */
    Room made(String roomId, Room.Kind kind, String displayName, Client... members) {
        return await(server.services()
                .conversations()
                .create(new Conversations.Request(
                        admin.app(),
                        roomId,
                        kind,
                        null,
                        displayName,
                        members[0].person().id(),
                        "{\"Introduction\":\"from elsewhere\"}",
                        IntStream.range(0, members.length)
                                .mapToObj(i -> new NewRoom.NewMember(
                                        members[i].person().id(), i == 0 ? Member.Role.OWNER : Member.Role.MEMBER))
                                .toList(),
                        null)));
    }

    /** Sends past the API. @param parent null = no reply */
    void send(Client sender, String roomId, String messageId, String text, String parent, Client... mentioned) {
        Room room = await(server.services().conversations().byRoomId(admin.app(), roomId))
                .orElseThrow();
        Long above = parent == null
                ? null
                : await(server.services().messages().byStringIds(admin.app(), List.of(parent)))
                        .get(0)
                        .facts()
                        .id();
        await(server.services()
                .sending()
                .send(
                        room.app(),
                        new NewMessage(
                                null,
                                messageId,
                                room.id(),
                                above == null ? TimelineKey.MAIN : TimelineKey.thread(above),
                                sender.person().id(),
                                null,
                                text,
                                "{}",
                                above,
                                null,
                                null,
                                null,
                                Set.of(Arrays.stream(mentioned)
                                        .map(one -> one.person().id())
                                        .toArray(Long[]::new)))));
    }

    void send(Client sender, String roomId, String messageId, String text) {
        send(sender, roomId, messageId, text, null);
    }

    /** Usernames of those who have read a message. */
    List<String> readers(String messageId) {
        var facts = await(server.services().messages().byStringIds(admin.app(), List.of(messageId)))
                .get(0)
                .facts();
        List<Long> ids = await(server.services().receipts().readers(facts, null, 100)).items().stream()
                .map(reader -> reader.person())
                .toList();
        return await(server.services().people().byIds(ids)).stream()
                .map(Person::username)
                .sorted()
                .toList();
    }

    /** The whole body of an error. */
    static void assertError(Client.Answer answer, int status, JsonObject body) {
        assertThat(answer.json()).isEqualTo(body);
        assertThat(answer.status()).isEqualTo(status);
    }

    /** An error without brackets. */
    static void assertRaw(Client.Answer answer, String error, String errorType) {
        assertError(
                answer,
                400,
                new JsonObject().put("success", false).put("error", error).put("errorType", errorType));
    }

    /** An error "reason [code]" with details. */
    static void assertError(Client.Answer answer, String reason, String code, String... details) {
        JsonObject inside = new JsonObject();
        for (int i = 0; i < details.length; i += 2) {
            inside.put(details[i], details[i + 1]);
        }
        JsonObject body = new JsonObject()
                .put("success", false)
                .put("error", reason + " [" + code + "]")
                .put("errorType", code);
        assertError(answer, 400, details.length == 0 ? body : body.put("details", inside));
    }

    static void assertForbidden(Client.Answer answer) {
        assertError(answer, 403, new JsonObject().put("success", false).put("error", "unauthorized"));
    }

    static List<String> each(JsonArray objects, String member) {
        return objects.stream().map(one -> ((JsonObject) one).getString(member)).toList();
    }
}
