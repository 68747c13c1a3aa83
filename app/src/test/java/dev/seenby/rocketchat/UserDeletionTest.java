package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The admin deletes people, and what becomes of their rooms and messages. */
@ExtendWith(RocketChatServer.Shared.class)
class UserDeletionTest {
    private static RocketChatServer server;
    private static Client admin;
    private static Client alice;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        admin = server.workspace();
        alice = server.person(admin, "alice", Person.Role.MEMBER);
    }

    private static Room room(String name, Client owner, Client... others) {
        List<NewRoom.NewMember> members = new ArrayList<>();
        members.add(new NewRoom.NewMember(owner.person().id(), Member.Role.OWNER));
        for (Client other : others) {
            members.add(new NewRoom.NewMember(other.person().id(), Member.Role.MEMBER));
        }
        return await(server.services()
                .rooms()
                .create(new NewRoom(
                        admin.app(),
                        "ROOM" + name,
                        Room.Kind.PUBLIC,
                        name,
                        name,
                        owner.person().id(),
                        "{}",
                        members,
                        null)));
    }

    private static boolean isThere(Room room) {
        return !await(server.services().rooms().byIds(List.of(room.id()))).isEmpty();
    }

    @Test
    void bobIsDeletedWithHisTokensAndWhatHeWroteStays() {
        Client bob = server.person(admin, "bob", Person.Role.MEMBER);
        Room room = room("team", alice, bob);
        Message message = await(server.services()
                .sending()
                .send(
                        room.app(),
                        new NewMessage(
                                null,
                                "BobsLastMessage01",
                                room.id(),
                                TimelineKey.MAIN,
                                bob.person().id(),
                                null,
                                "Farewell",
                                "{}",
                                null,
                                null,
                                null)));

        Client.Answer answer = admin.post("users.delete", "userId", bob.person().rocketChatId());

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo("{\"success\":true}");
        assertThat(bob.get("me").status()).isEqualTo(401);
        assertThat(admin.get("users.info", "username", "bob").text())
                .isEqualTo("{\"success\":false,\"error\":\"User not found.\"}");
        assertThat(await(server.services().rooms().size(room.id()))).isEqualTo(1);
        assertThat(await(server.services().messages().byStringIds(admin.app(), List.of(message.stringId()))))
                .extracting(Message::text)
                .containsExactly("Farewell");
        Client again = server.person(admin, "bob", Person.Role.MEMBER);
        assertThat(again.person().rocketChatId()).isNotEqualTo(bob.person().rocketChatId());
        admin.ok(admin.post("users.delete", "username", "BOB"));
        assertThat(again.get("me").status()).isEqualTo(401);
    }

    @Test
    void theLastOwnerOfRoomsGoesOnlyWhenItIsConfirmed() {
        Client carol = server.person(admin, "carol", Person.Role.MEMBER);
        Room shared = room("shared", carol, alice);
        Room alone = room("alone", carol);
        Room fine = room("fine", alice, carol);
        String id = carol.person().rocketChatId();

        Client.Answer refused = admin.post("users.delete", "userId", id);
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text())
                .isEqualTo("{\"success\":false,\"error\":\"[user-last-owner]\",\"errorType\":\"user-last-owner\","
                        + "\"details\":{\"shouldChangeOwner\":[\"shared\"],\"shouldBeRemoved\":[\"alone\"]}}");
        assertThat(carol.get("me").status()).isEqualTo(200);
        assertThat(await(server.services().rooms().size(fine.id()))).isEqualTo(2);

        admin.ok(admin.post("users.delete", "userId", id, "confirmRelinquish", true));
        assertThat(carol.get("me").status()).isEqualTo(401);
        assertThat(isThere(alone)).isFalse();
        assertThat(isThere(shared)).isTrue();
        assertThat(await(server.services().rooms().size(shared.id()))).isEqualTo(1);
        assertThat(await(server.services().rooms().size(fine.id()))).isEqualTo(1);
    }

    @Test
    void aRoomWithAnotherOwnerIsNoHindrance() {
        Client dan = server.person(admin, "dan", Person.Role.MEMBER);
        Room room = room("two-owners", alice);
        await(server.services()
                .rooms()
                .join(room.id(), List.of(new NewRoom.NewMember(dan.person().id(), Member.Role.OWNER))));

        admin.ok(admin.post("users.delete", "userId", dan.person().rocketChatId()));

        assertThat(await(server.services().rooms().size(room.id()))).isEqualTo(1);
    }

    @Test
    void somebodyInManyRoomsLeavesThemAll() {
        Client erin = server.person(admin, "erin", Person.Role.MEMBER);
        List<Room> rooms = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            rooms.add(room("many-" + i, alice, erin));
        }

        admin.ok(admin.post("users.delete", "userId", erin.person().rocketChatId()));

        for (Room room : List.of(rooms.get(0), rooms.get(60), rooms.get(119))) {
            assertThat(await(server.services().rooms().size(room.id()))).isEqualTo(1);
        }
        assertThat(await(server.services().subscriptions().of(erin.person().id(), 0, 10)))
                .isEmpty();
    }

    @Test
    void whoMayNotOrNamesNobodyDeletesNobody() {
        Client frank = server.person(admin, "frank", Person.Role.MEMBER);
        Client.Answer forbidden =
                frank.post("users.delete", "userId", alice.person().rocketChatId());
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.text()).isEqualTo("{\"success\":false,\"error\":\"unauthorized\"}");

        Client.Answer nobody = admin.post("users.delete");
        assertThat(nobody.status()).isEqualTo(400);
        assertThat(nobody.text())
                .isEqualTo("{\"success\":false,\"error\":\"The required \\\"userId\\\" or \\\"username\\\" param"
                        + " was not provided [error-user-param-not-provided]\","
                        + "\"errorType\":\"error-user-param-not-provided\"}");
        Client elsewhere = server.person(server.workspace(), "zoe", Person.Role.MEMBER);
        Client.Answer unknown =
                admin.post("users.delete", "userId", elsewhere.person().rocketChatId());
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text())
                .isEqualTo("{\"success\":false,\"error\":\"The required \\\"userId\\\" or \\\"username\\\" param"
                        + " provided does not match any users [error-invalid-user]\","
                        + "\"errorType\":\"error-invalid-user\"}");
        assertThat(elsewhere.get("me").status()).isEqualTo(200);
        assertThat(alice.get("me").status()).isEqualTo(200);
    }

    @Test
    void theOwnerOfTheWorkspaceStays() {
        Client grace = server.person(admin, "grace", Person.Role.ADMIN);

        Client.Answer refused =
                grace.post("users.delete", "userId", admin.person().rocketChatId());

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.text())
                .isEqualTo("{\"success\":false,"
                        + "\"error\":\"The owner of the workspace cannot be deleted [error-action-not-allowed]\","
                        + "\"errorType\":\"error-action-not-allowed\","
                        + "\"details\":{\"method\":\"deleteUser\",\"action\":\"Remove_owner\"}}");
        assertThat(admin.get("me").status()).isEqualTo(200);
        grace.ok(grace.post("users.delete", "userId", grace.person().rocketChatId()));
        assertThat(grace.get("me").status()).isEqualTo(401);
    }
}
