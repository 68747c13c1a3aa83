package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice asked what there is for lunch, and the others answer her in a thread. */
@ExtendWith(RocketChatServer.Shared.class)
class ThreadCallsTest {
    private static final String CALL = "chat.getThreadMessages";
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000Z");

    private final RocketChatServer server = RocketChatServer.shared();
    private final Chatting chat = new Chatting(server);
    private final Client alice = chat.person("alice");
    private final Client bob = chat.person("bob");
    private final Room room = chat.room(Room.Kind.PUBLIC, "lunch", alice, bob);
    private final Message lunch = chat.says(alice, room, "What is there for lunch?", NOON);

    private static String error(String text, String code) {
        return "{\"success\":false,\"error\":\"" + text + "\",\"errorType\":\"" + code + "\"}";
    }

    private static List<String> texts(Client.Answer answer) {
        return texts(answer, "messages");
    }

    private static List<String> texts(Client.Answer answer, String list) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json().getJsonArray(list).stream()
                .map(message -> ((JsonObject) message).getString("msg"))
                .toList();
    }

    @Test
    void theRepliesAreAnsweredOldestFirstWithoutTheParent() {
        Message soup = chat.replies(bob, room, lunch, "Soup", NOON.plusMillis(1_238));

        Client.Answer answer = alice.get(CALL, "tmid", lunch.stringId());

        Person b = bob.person();
        assertThat(answer.text())
                .isEqualTo("{\"messages\":[{\"_id\":\"" + soup.stringId() + "\",\"rid\":\"" + room.roomId()
                        + "\",\"tmid\":\"" + lunch.stringId()
                        + "\",\"msg\":\"Soup\",\"ts\":\"2026-03-01T12:00:01.238Z\",\"u\":{\"_id\":\""
                        + b.rocketChatId() + "\",\"username\":\"bob\",\"name\":\"Bob\"},"
                        + "\"_updatedAt\":\"2026-03-01T12:00:01.238Z\",\"mentions\":[],\"channels\":[],"
                        + "\"unread\":true}],\"count\":1,\"offset\":0,\"total\":1,\"success\":true}");
    }

    @Test
    void pagesOrdersQueriesAndFields() {
        for (int i = 1; i <= 5; i++) {
            chat.replies(i % 2 == 0 ? alice : bob, room, lunch, "Dish " + i, NOON.plusSeconds(i));
        }
        chat.repliesToAll(bob, room, lunch, "For all");
        String tmid = lunch.stringId();

        assertThat(texts(alice.get(CALL, "tmid", tmid)))
                .containsExactly("Dish 1", "Dish 2", "Dish 3", "Dish 4", "Dish 5", "For all");
        JsonObject page = alice.ok(alice.get(CALL, "tmid", tmid, "offset", "2", "count", "3"));
        assertThat(page.getInteger("count")).isEqualTo(3);
        assertThat(page.getInteger("offset")).isEqualTo(2);
        assertThat(page.getInteger("total")).isEqualTo(6);
        assertThat(texts(alice.get(CALL, "tmid", tmid, "count", "0", "offset", "4")))
                .containsExactly("Dish 5", "For all");
        assertThat(texts(alice.get(CALL, "tmid", tmid, "sort", "{\"ts\":-1}", "count", "2")))
                .containsExactly("For all", "Dish 5");
        assertThat(texts(alice.get(CALL, "tmid", tmid, "sort", "{\"u.username\":1,\"msg\":-1}")))
                .containsExactly("Dish 4", "Dish 2", "For all", "Dish 5", "Dish 3", "Dish 1");
        assertThat(alice.get(
                                CALL,
                                "tmid",
                                tmid,
                                "query",
                                "{\"u.username\":\"bob\",\"msg\":{\"$regex\":\"^dish\",\"$options\":\"i\"}}",
                                "fields",
                                "{\"msg\":1,\"_id\":0}",
                                "count",
                                "2")
                        .text())
                .isEqualTo("{\"messages\":[{\"msg\":\"Dish 1\"},{\"msg\":\"Dish 3\"}],"
                        + "\"count\":2,\"offset\":0,\"total\":3,\"success\":true}");
        for (String offset : List.of("6", "2147483648", "9007199254740991")) {
            assertThat(alice.get(CALL, "tmid", tmid, "offset", offset).text())
                    .isEqualTo("{\"messages\":[],\"count\":0,\"offset\":" + offset + ",\"total\":6,\"success\":true}");
        }
        assertThat(alice.raw(HttpMethod.GET, "/api/v1/" + CALL + "?tmid[]=" + tmid + "&count=1.9", null)
                        .json()
                        .getInteger("count"))
                .isEqualTo(1);
    }

    @Test
    void aPageAroundAReplyIsCentredOnIt() {
        List<Message> dishes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            // The middle four at the same moment: then they stand as they were sent.
            dishes.add(chat.replies(bob, room, lunch, "Dish " + i, NOON.plusSeconds(i < 3 || i > 6 ? i : 5)));
        }
        String tmid = lunch.stringId();

        for (int i = 0; i < 10; i++) {
            JsonObject page = alice.ok(alice.get(
                    CALL, "tmid", tmid, "aroundId", dishes.get(i).stringId(), "count", "5", "sort", "{\"msg\":-1}"));
            int offset = Math.max(0, i - 2);
            assertThat(page.getInteger("offset")).isEqualTo(offset);
            assertThat(page.getJsonArray("messages").getJsonObject(i - offset).getString("_id"))
                    .isEqualTo(dishes.get(i).stringId());
            assertThat(page.getInteger("total")).isEqualTo(10);
        }
        JsonObject first = alice.ok(alice.get(CALL, "tmid", tmid, "aroundId", tmid, "count", "3", "offset", "4"));
        assertThat(first.getInteger("offset")).isZero();
        assertThat(first.getInteger("count")).isEqualTo(3);
        Message elsewhere = chat.says(bob, room, "Not here");
        for (String around : List.of(elsewhere.stringId(), "nobodySaidThis000")) {
            Client.Answer answer = alice.get(CALL, "tmid", tmid, "aroundId", around);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text())
                    .isEqualTo(error("Invalid Message [error-invalid-message]", "error-invalid-message"));
        }
        assertThat(alice.get(CALL, "tmid", tmid, "aroundId", "").text())
                .isEqualTo(error("must NOT have fewer than 1 characters", "error-invalid-params"));
    }

    @Test
    void whatHasNoRepliesIsAnEmptyThread() {
        String empty = "{\"messages\":[],\"count\":0,\"offset\":0,\"total\":0,\"success\":true}";
        assertThat(alice.get(CALL, "tmid", lunch.stringId()).text()).isEqualTo(empty);
        assertThat(alice.get(CALL, "tmid", lunch.stringId(), "count", "0").text())
                .isEqualTo(empty);
        Message soup = chat.replies(bob, room, lunch, "Soup");
        assertThat(alice.get(CALL, "tmid", soup.stringId()).text()).isEqualTo(empty);
        await(server.services().sending().delete(alice.app(), soup));
        assertThat(alice.get(CALL, "tmid", lunch.stringId()).text()).isEqualTo(empty);
    }

    @Test
    void lookingAtAThreadReadsNothing() {
        chat.replies(bob, room, lunch, "Soup");

        texts(alice.get(CALL, "tmid", lunch.stringId()));

        assertThat(alice.get(CALL, "tmid", lunch.stringId())
                        .json()
                        .getJsonArray("messages")
                        .getJsonObject(0)
                        .getBoolean("unread"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?tmid=", "?tmid[]=", "?tmid=&sort=x", "?count=-1"})
    void withoutAThreadThereIsNoAnswer(String parameters) {
        Client.Answer answer = alice.raw(HttpMethod.GET, "/api/v1/" + CALL + parameters, null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text())
                .isEqualTo("{\"success\":false,\"error\":\"The required \\\"tmid\\\" query param is missing."
                        + " [error-invalid-params]\",\"errorType\":\"error-invalid-params\"}");
    }

    @Test
    void refusalsComeInTheDocumentedOrder() {
        Client.Answer unknown = alice.get(CALL, "tmid", "nobodySaidThis000");
        assertThat(unknown.status()).isEqualTo(400);
        assertThat(unknown.text()).isEqualTo(error("Invalid Message [error-invalid-message]", "error-invalid-message"));

        Room secret = chat.room(Room.Kind.PRIVATE, "secret", bob);
        Message psst = chat.says(bob, secret, "Psst");
        Client.Answer denied = alice.get(CALL, "tmid", psst.stringId());
        assertThat(denied.status()).isEqualTo(400);
        assertThat(denied.text()).isEqualTo(error("Not Allowed [error-not-allowed]", "error-not-allowed"));

        chat.set(Setting.Threads_enabled, "false");
        assertThat(alice.get(CALL, "tmid", psst.stringId()).text())
                .isEqualTo(error("Threads Disabled [error-not-allowed]", "error-not-allowed"));
        assertThat(alice.get(CALL, "tmid", psst.stringId(), "sort", "asc").text())
                .isEqualTo("{\"success\":false,\"error\":\"Invalid sort parameter provided: \\\"asc\\\""
                        + " [error-invalid-sort]\",\"errorType\":\"error-invalid-sort\","
                        + "\"details\":{\"helperMethod\":\"parseJsonQuery\"}}");
    }

    @Test
    void whoMayNotSeePublicRoomsNeedsToBeAMember() {
        Client guest = server.person(chat.admin, "guest", Person.Role.GUEST);
        assertThat(guest.get(CALL, "tmid", lunch.stringId()).text())
                .isEqualTo(error("Not Allowed [error-not-allowed]", "error-not-allowed"));
        chat.joins(room, guest);
        assertThat(guest.get(CALL, "tmid", lunch.stringId()).status()).isEqualTo(200);
    }

    @Test
    void theThreadsOfARoomAreListedByTheirNewestReply() {
        Message dinner = chat.says(alice, room, "Dinner (at 8*)?", NOON.plusSeconds(1));
        Message cake = chat.says(bob, room, "Who wants cake?", NOON.plusSeconds(2));
        chat.says(bob, room, "Nobody answers this");
        chat.replies(bob, room, dinner, "Yes", NOON.plusSeconds(20));
        chat.replies(bob, room, cake, "I do", NOON.plusSeconds(30));
        chat.replies(bob, room, lunch, "Soup", NOON.plusSeconds(40));
        String list = "chat.getThreadsList";
        String rid = room.roomId();

        JsonObject all = alice.ok(alice.get(list, "rid", rid));
        assertThat(texts(alice.get(list, "rid", rid), "threads"))
                .containsExactly("What is there for lunch?", "Who wants cake?", "Dinner (at 8*)?");
        assertThat(all.fieldNames()).containsExactly("threads", "count", "offset", "total", "success");
        assertThat(all.getInteger("total")).isEqualTo(3);
        JsonObject thread = all.getJsonArray("threads").getJsonObject(0);
        assertThat(thread.getInteger("tcount")).isEqualTo(1);
        assertThat(thread.getString("tlm")).isEqualTo("2026-03-01T12:00:40.000Z");
        assertThat(texts(alice.get(list, "rid", rid, "text", "(AT 8*"), "threads"))
                .containsExactly("Dinner (at 8*)?");
        assertThat(texts(alice.get(list, "rid", rid, "text", "."), "threads")).isEmpty();
        assertThat(texts(alice.get(list, "rid", rid, "type", "following"), "threads"))
                .containsExactly("What is there for lunch?", "Dinner (at 8*)?");
        assertThat(texts(alice.get(list, "rid", rid, "type", "unread"), "threads"))
                .containsExactly("What is there for lunch?", "Dinner (at 8*)?");
        await(server.services()
                .subscriptions()
                .threadSeen(lunch.facts().id(), alice.person().id()));
        assertThat(texts(alice.get(list, "rid", rid, "type", "unread"), "threads"))
                .containsExactly("Dinner (at 8*)?");
        assertThat(texts(alice.get(list, "rid", rid, "sort", "{\"ts\":1}", "count", "1", "offset", "1"), "threads"))
                .containsExactly("Dinner (at 8*)?");
        assertThat(alice.get(list, "rid", rid, "query", "{\"u.username\":\"bob\"}", "fields", "{\"tcount\":1}")
                        .text())
                .isEqualTo("{\"threads\":[{\"_id\":\"" + cake.stringId()
                        + "\",\"tcount\":1}],\"count\":1,\"offset\":0,\"total\":1,\"success\":true}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | must have required property 'rid'",
                "?rid= | must NOT have fewer than 1 characters",
                "?rid=x&type=mine | must be equal to one of the allowed values",
                "?rid=x&count=-1 | must be >= 0"
            })
    void aListOfThreadsThatMakesNoSenseIsRefused(String parameters, String error) {
        Client.Answer answer = alice.raw(HttpMethod.GET, "/api/v1/chat.getThreadsList" + parameters, null);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo(error(error, "error-invalid-params"));
    }

    @Test
    void threadsOfRoomsThatOneMayNotSeeAreNotListed() {
        Room secret = chat.room(Room.Kind.PRIVATE, "secret", bob);
        for (String rid : List.of(secret.roomId(), "noSuchRoom")) {
            Client.Answer answer = alice.get("chat.getThreadsList", "rid", rid);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo(error("Not Allowed [error-not-allowed]", "error-not-allowed"));
        }
        assertThat(alice.get("chat.getThreadsList", "rid", room.roomId(), "text", "x".repeat(129))
                        .text())
                .isEqualTo(error("must NOT have more than 128 characters", "error-invalid-params"));
        assertThat(texts(alice.get("chat.getThreadsList", "rid", room.roomId(), "text", "*".repeat(128)), "threads"))
                .isEmpty();
        chat.set(Setting.Threads_enabled, "false");
        assertThat(alice.get("chat.getThreadsList", "rid", room.roomId()).text())
                .isEqualTo(error("Threads Disabled [error-not-allowed]", "error-not-allowed"));
    }

    @Test
    void whatChangedInAThreadIsTold() {
        Message soup = chat.replies(bob, room, lunch, "Soup", NOON.plusSeconds(1));
        Message salad = chat.replies(bob, room, lunch, "Salad", NOON.plusSeconds(2));
        Message pizza = chat.replies(bob, room, lunch, "Pizza", NOON.plusSeconds(3));
        String sync = "chat.syncThreadMessages";
        String tmid = lunch.stringId();

        assertThat(alice.get(sync, "tmid", tmid, "updatedSince", "2999-01-01T00:00:00.000Z")
                        .text())
                .isEqualTo("{\"messages\":{\"update\":[],\"remove\":[]},\"success\":true}");
        await(server.services().sending().delete(alice.app(), salad));
        JsonObject changes = alice.ok(alice.get(sync, "tmid", tmid, "updatedSince", "2026-03-01T12:00:01.000Z"))
                .getJsonObject("messages");
        assertThat(changes.getJsonArray("update")).hasSize(1);
        assertThat(changes.getJsonArray("update").getJsonObject(0).getString("_id"))
                .isEqualTo(pizza.stringId());
        assertThat(changes.getJsonArray("remove").encode()).isEqualTo("[{\"_id\":\"" + salad.stringId() + "\"}]");
        await(server.services()
                .messages()
                .edit(soup.facts().id(), "Cold soup", "{}", bob.person().id()));
        assertThat(alice.ok(alice.get(sync, "tmid", tmid, "updatedSince", "2026-03-02T00:00:00+02:00"))
                        .getJsonObject("messages")
                        .getJsonArray("update")
                        .getJsonObject(0)
                        .getString("msg"))
                .isEqualTo("Cold soup");
    }

    @Test
    void changesOfNothingAreRefused() {
        String sync = "chat.syncThreadMessages";
        String since = "2026-03-01T12:00:00Z";
        assertThat(alice.get(sync, "updatedSince", since).text())
                .isEqualTo(error("must have required property 'tmid'", "error-invalid-params"));
        assertThat(alice.get(sync, "tmid", lunch.stringId()).text())
                .isEqualTo(error("must have required property 'updatedSince'", "error-invalid-params"));
        assertThat(alice.get(sync, "tmid", lunch.stringId(), "updatedSince", "yesterday")
                        .text())
                .isEqualTo("{\"success\":false,\"error\":\"must match format \\\"iso-date-time\\\"\","
                        + "\"errorType\":\"error-invalid-params\"}");
        assertThat(alice.get(sync, "tmid", "nobodySaidThis000", "updatedSince", since)
                        .text())
                .isEqualTo(error("Invalid Message [error-invalid-message]", "error-invalid-message"));
        chat.set(Setting.Threads_enabled, "false");
        assertThat(alice.get(sync, "tmid", lunch.stringId(), "updatedSince", since)
                        .text())
                .isEqualTo(error("Threads Disabled [error-not-allowed]", "error-not-allowed"));
    }
}
