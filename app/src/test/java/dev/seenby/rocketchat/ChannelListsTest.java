package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.Workspace.assertError;
import static dev.seenby.rocketchat.Workspace.assertForbidden;
import static dev.seenby.rocketchat.Workspace.each;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Alice and Bob have channels and groups; who finds which of them in lists, and their members. */
@ExtendWith(RocketChatServer.Shared.class)
class ChannelListsTest {
    private final RocketChatServer server = RocketChatServer.shared();
    private Workspace w;

    @BeforeEach
    void people() {
        w = Workspace.of(server);
    }

    private JsonObject made(Client maker, String kind, Object... body) {
        return maker.ok(maker.post(kind + "s.create", body)).getJsonObject(kind);
    }

    @Test
    void channelsAreListedByNameAPageAtATime() {
        for (String name : List.of("delta", "alpha", "charlie", "bravo")) {
            made(w.alice(), "channel", "name", name);
        }
        made(w.alice(), "group", "name", "hidden");

        JsonObject page = w.bob().ok(w.bob().get("channels.list", "offset", "1", "count", "2"));
        assertThat(each(page.getJsonArray("channels"), "name")).containsExactly("bravo", "charlie");
        assertThat(page.fieldNames()).containsExactly("channels", "count", "offset", "total", "success");
        assertThat(page.getInteger("count")).isEqualTo(2);
        assertThat(page.getInteger("offset")).isEqualTo(1);
        assertThat(page.getInteger("total")).isEqualTo(4);

        JsonObject last =
                w.bob().ok(w.bob().get("channels.list", "sort", "{\"name\":-1}", "offset", "1", "count", "2"));
        assertThat(each(last.getJsonArray("channels"), "name")).containsExactly("charlie", "bravo");
        JsonObject rest =
                w.bob().ok(w.bob().get("channels.list", "sort", "{\"name\":-1}", "offset", "3", "count", "2"));
        assertThat(each(rest.getJsonArray("channels"), "name")).containsExactly("alpha");
        JsonObject beyond = w.bob().ok(w.bob().get("channels.list", "sort", "{\"name\":-1}", "offset", "9"));
        assertThat(beyond.getJsonArray("channels")).isEmpty();
        assertThat(beyond.getInteger("total")).isEqualTo(4);
        assertThat(w.bob().get("channels.list", "count", "0").json().getInteger("count"))
                .isEqualTo(4);

        for (String sort : List.of("{\"msgs\":1}", "{\"name\":2}", "name")) {
            assertError(
                    w.bob().get("channels.list", "sort", sort),
                    "Invalid sort parameter provided: \"" + sort + "\"",
                    "error-invalid-sort",
                    "helperMethod",
                    "parseJsonQuery");
        }
    }

    @Test
    void whoMaySeeWhichListsOfRooms() {
        made(w.alice(), "channel", "name", "open", "members", new JsonArray().add("gus"));
        made(w.alice(), "channel", "name", "other");
        made(w.alice(), "group", "name", "mine");
        made(w.bob(), "group", "name", "bobs");

        assertThat(each(w.gus().ok(w.gus().get("channels.list")).getJsonArray("channels"), "name"))
                .containsExactly("open");
        assertThat(each(w.alice().ok(w.alice().get("channels.list.joined")).getJsonArray("channels"), "name"))
                .containsExactly("open", "other");
        assertThat(w.bob().ok(w.bob().get("channels.list.joined")).getInteger("total"))
                .isZero();
        assertThat(each(w.alice().ok(w.alice().get("groups.list")).getJsonArray("groups"), "name"))
                .containsExactly("mine");
        assertThat(each(w.admin().ok(w.admin().get("groups.listAll")).getJsonArray("groups"), "name"))
                .containsExactly("bobs", "mine");
        assertForbidden(w.alice().get("groups.listAll"));
        w.allow(Permission.VIEW_JOINED_ROOM, "admin");
        assertForbidden(w.gus().get("channels.list"));
    }

    @Test
    void membersAreListedByUsernameAndPartOfTheirName() {
        String id = made(
                        w.alice(),
                        "channel",
                        "name",
                        "tea",
                        "members",
                        new JsonArray().add("bob").add("carol"))
                .getString("_id");

        JsonObject all = w.bob().ok(w.bob().get("channels.members", "roomId", id));
        assertThat(all.getJsonArray("members").getJsonObject(0))
                .isEqualTo(new JsonObject()
                        .put("_id", w.alice().person().rocketChatId())
                        .put("username", "alice")
                        .put("name", "Alice")
                        .put("status", "offline")
                        .put("utcOffset", 0));
        assertThat(each(all.getJsonArray("members"), "username")).containsExactly("alice", "bob", "carol");
        assertThat(all.getInteger("total")).isEqualTo(3);

        JsonObject some = w.bob()
                .ok(w.bob()
                        .get(
                                "channels.members",
                                "roomName",
                                "tea",
                                "filter",
                                "A",
                                "sort",
                                "{\"username\":-1}",
                                "count",
                                "1"));
        assertThat(each(some.getJsonArray("members"), "username")).containsExactly("carol");
        assertThat(some.getInteger("total")).isEqualTo(2);
        assertThat(w.bob()
                        .ok(w.bob().get("channels.members", "roomId", id, "status[]", "online"))
                        .getInteger("total"))
                .isZero();
        assertThat(w.bob()
                        .ok(w.bob().get("channels.members", "roomId", id, "status", "online", "status", "offline"))
                        .getInteger("total"))
                .isEqualTo(3);

        String secret = made(w.alice(), "group", "name", "secret").getString("_id");
        assertThat(w.alice()
                        .ok(w.alice().get("groups.members", "roomId", secret))
                        .getInteger("count"))
                .isEqualTo(1);
        assertError(
                w.bob().get("groups.members", "roomId", secret),
                "The required \"roomId\" or \"roomName\" param provided does not match any group",
                "error-room-not-found");
    }
}
