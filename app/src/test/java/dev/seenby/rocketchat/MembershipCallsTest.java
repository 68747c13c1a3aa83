package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Workspace.assertError;
import static dev.seenby.rocketchat.Workspace.assertRaw;
import static dev.seenby.rocketchat.Workspace.each;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Room;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice owns rooms; the others come and go. */
@ExtendWith(RocketChatServer.Shared.class)
class MembershipCallsTest {
    private static final List<String> KINDS = List.of("channel", "group");
    private final RocketChatServer server = RocketChatServer.shared();
    private Workspace w;

    @BeforeEach
    void people() {
        w = Workspace.of(server);
    }

    private String room(String kind, String... members) {
        return w.alice()
                .ok(w.alice().post(kind + "s.create", "name", kind, "members", new JsonArray(List.of(members))))
                .getJsonObject(kind)
                .getString("_id");
    }

    private List<String> members(String kind, String id) {
        return each(
                w.admin().ok(w.admin().get(kind + "s.members", "roomId", id)).getJsonArray("members"), "username");
    }

    @Test
    void anOwnerLetsOthersInHoweverTheyAreNamed() {
        for (String kind : KINDS) {
            String id = room(kind);
            JsonObject answer = w.alice()
                    .ok(w.alice()
                            .post(
                                    kind + "s.invite",
                                    "roomId",
                                    id,
                                    "userId",
                                    w.bob().person().rocketChatId()));
            assertThat(answer.getJsonObject(kind).getInteger("usersCount")).isEqualTo(2);
            assertThat(answer.getJsonObject(kind).getString("_id")).isEqualTo(id);
            w.alice().ok(w.alice().post(kind + "s.invite", "roomName", kind, "username", "CAROL"));
            w.alice().ok(w.alice().post(kind + "s.invite", "roomId", id, "user", "gus"));
            assertThat(members(kind, id)).containsExactly("alice", "bob", "carol", "gus");

            assertThat(w.alice()
                            .ok(w.alice().post(kind + "s.invite", "roomId", id, "username", "alice"))
                            .getJsonObject(kind)
                            .getInteger("usersCount"))
                    .as("a second invitation changes nothing")
                    .isEqualTo(4);
            assertThat(w.alice().post(kind + "s.delete", "roomId", id).status())
                    .as("and takes no role away")
                    .isEqualTo(200);
        }
    }

    @Test
    void manyAreInvitedAtOnceAndThoseWhoDoNotExistAreLeftOut() {
        String id = room("group");
        w.alice()
                .ok(w.alice()
                        .post(
                                "groups.invite",
                                "roomId",
                                id,
                                "usernames",
                                new JsonArray().add("bob").add("nobody")));
        w.alice()
                .ok(w.alice()
                        .post(
                                "groups.invite",
                                "roomId",
                                id,
                                "userIds",
                                new JsonArray().add(w.carol().person().rocketChatId())));
        assertThat(members("group", id)).containsExactly("alice", "bob", "carol");
    }

    @Test
    void invitationsThatFail() {
        for (String kind : KINDS) {
            String id = room(kind, "bob");
            assertError(
                    w.bob().post(kind + "s.invite", "roomId", id, "username", "carol"),
                    "Not allowed",
                    "error-not-allowed",
                    "method",
                    "addUsersToRoom");
            assertError(
                    w.alice().post(kind + "s.invite", "roomId", id),
                    "Please provide \"userId\" or \"username\" or \"userIds\" or \"usernames\" as param",
                    "error-users-params-not-provided");
            assertError(
                    w.alice().post(kind + "s.invite", "roomId", "nowhere", "username", "bob"),
                    "The required \"roomId\" or \"roomName\" param provided does not match any " + kind,
                    "error-room-not-found");
            assertError(
                    w.alice().post(kind + "s.invite", "username", "bob"),
                    "The parameter \"roomId\" or \"roomName\" is required",
                    "error-roomid-param-not-provided");
        }
        assertRaw(
                w.alice().post("channels.invite", "roomName", "channel", "username", "nobody"),
                "invalid-user-invite-list",
                "Cannot invite if no users are provided");
        assertError(
                w.alice().post("groups.invite", "roomName", "group", "username", "nobody"),
                "Cannot invite if no valid users are provided",
                "error-empty-invite-list");
        assertThat(w.admin()
                        .post("channels.invite", "roomName", "channel", "username", "carol")
                        .status())
                .as("an admin may add to any channel")
                .isEqualTo(200);
        assertThat(w.admin()
                        .post("groups.invite", "roomName", "group", "username", "carol")
                        .status())
                .as("but not to any group")
                .isEqualTo(400);
    }

    @Test
    void anOwnerSendsOthersAwayAndWhatTheyReadStaysRead() {
        for (String kind : KINDS) {
            String id = room(kind, "bob", "carol");
            w.send(w.alice(), id, "welcome-" + kind, "Welcome");
            w.bob().ok(w.bob().post("subscriptions.read", "rid", id));
            Client.Answer answer = w.alice()
                    .post(
                            kind + "s.kick",
                            "roomId",
                            id,
                            "userId",
                            w.bob().person().rocketChatId());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().containsKey("channel")).isEqualTo(kind.equals("channel"));
            w.alice().ok(w.alice().post(kind + "s.kick", "roomId", id, "username", "carol"));
            assertThat(members(kind, id)).containsExactly("alice");
            assertThat(w.readers("welcome-" + kind)).containsExactly("alice", "bob");
        }
    }

    @Test
    void kicksThatFail() {
        for (String kind : KINDS) {
            String id = room(kind, "bob");
            assertError(
                    w.bob().post(kind + "s.kick", "roomId", id, "username", "alice"),
                    "Not allowed",
                    "error-not-allowed",
                    "method",
                    "removeUserFromRoom");
            assertError(
                    w.alice().post(kind + "s.kick", "roomId", id, "username", "carol"),
                    "User is not in this room",
                    "error-user-not-in-room",
                    "method",
                    "removeUserFromRoom");
            assertError(
                    w.alice().post(kind + "s.kick", "roomId", id, "userId", "nobody"),
                    "The required \"userId\" or \"username\" param provided does not match any users",
                    "error-invalid-user");
            assertError(
                    w.alice().post(kind + "s.kick", "roomId", id),
                    "The required \"userId\" or \"username\" param was not provided",
                    "error-user-param-not-provided");
            assertError(
                    w.alice().post(kind + "s.kick", "roomId", id, "username", "alice"),
                    "You are the last owner. Please set new owner before leaving the room.",
                    "error-you-are-last-owner",
                    "method",
                    "removeUserFromRoom");
        }
        assertThat(w.admin()
                        .post("channels.kick", "roomName", "channel", "username", "bob")
                        .status())
                .isEqualTo(200);
        assertThat(w.admin()
                        .post("groups.kick", "roomName", "group", "username", "bob")
                        .status())
                .as("an admin kicks from channels, not from groups of others")
                .isEqualTo(400);
    }

    @Test
    void peopleLeaveButTheLastOwner() {
        for (String kind : KINDS) {
            String id = room(kind, "bob");
            Client.Answer left = w.bob().post(kind + "s.leave", "roomId", id);
            assertThat(left.status()).isEqualTo(200);
            assertThat(left.json().fieldNames())
                    .isEqualTo(kind.equals("channel") ? Set.of("channel", "success") : Set.of("success"));
            assertThat(members(kind, id)).containsExactly("alice");
            assertError(
                    w.alice().post(kind + "s.leave", "roomName", kind),
                    "You are the last owner. Please set new owner before leaving the room.",
                    "error-you-are-last-owner",
                    "method",
                    "leaveRoom");
            assertError(
                    w.bob().post(kind + "s.leave", "roomId", id),
                    "You are not in this room",
                    "error-user-not-in-room",
                    "method",
                    "leaveRoom");
            w.alice().ok(w.alice().post(kind + "s.invite", "roomId", id, "username", "gus"));
            assertError(
                    w.gus().post(kind + "s.leave", "roomId", id),
                    "Not allowed",
                    "error-not-allowed",
                    "method",
                    "leaveRoom");
        }
    }

    @Test
    void whoMaySeeAChannelMayJoinIt() {
        String id = room("channel");
        JsonObject joined = w.bob().ok(w.bob().post("channels.join", "roomId", id, "joinCode", "ignored"));
        assertThat(joined.getJsonObject("channel").getInteger("usersCount")).isEqualTo(2);
        w.bob().ok(w.bob().post("channels.join", "roomName", "channel"));
        assertThat(members("channel", id)).containsExactly("alice", "bob");
        assertError(
                w.gus().post("channels.join", "roomId", id), "Not allowed", "error-not-allowed", "method", "joinRoom");
        String group = room("group");
        assertError(
                w.bob().post("channels.join", "roomId", group),
                "The required \"roomId\" or \"roomName\" param provided does not match any channel",
                "error-room-not-found");
    }

    @Test
    void membershipsOfRoomsOfOtherDialectsChangeTheSameWay() {
        w.made("@TGS#2TTV7VSII", Room.Kind.PUBLIC, "The Team", w.alice(), w.bob());
        w.carol().ok(w.carol().post("channels.join", "roomId", "@TGS#2TTV7VSII"));
        w.bob().ok(w.bob().post("channels.leave", "roomId", "@TGS#2TTV7VSII"));
        w.alice().ok(w.alice().post("channels.invite", "roomId", "@TGS#2TTV7VSII", "username", "gus"));
        w.alice()
                .ok(w.alice()
                        .post(
                                "channels.kick",
                                "roomId",
                                "@TGS#2TTV7VSII",
                                "userId",
                                w.carol().person().rocketChatId()));
        assertThat(members("channel", "@TGS#2TTV7VSII")).containsExactly("alice", "gus");
    }
}
