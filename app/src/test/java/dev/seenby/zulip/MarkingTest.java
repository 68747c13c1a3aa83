package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob marks what Alice has sent, and Alice sees who has read it. */
@ExtendWith(RealServers.Shared.class)
class MarkingTest {
    private static final String INVALID =
            "{\"result\":\"error\",\"msg\":\"Invalid message(s)\",\"code\":\"BAD_REQUEST\"}\n";

    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;
    private Client carol;
    private Room tea;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void people() {
        owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
        carol = server.person(owner, "Carol");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, bob);
    }

    private static void done(Client.Answer answer, List<Long> messages, Integer... ignored) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"messages\":"
                        + new JsonArray(messages).encode()
                        + ",\"ignored_because_not_subscribed_channels\":"
                        + new JsonArray(List.of(ignored)).encode() + "}\n");
        assertThat(answer.status()).isEqualTo(200);
    }

    private static void refused(Client.Answer answer, String msg) {
        assertThat(answer.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"BAD_REQUEST\"}\n");
        assertThat(answer.status()).isEqualTo(400);
    }

    private static Inbox.Standing standing(Client client, Message message) {
        Inbox.Standing standing = ZulipServer.await(server.services()
                        .inbox()
                        .standings(client.app().sdkAppId(), client.person().id(), Talk.ids(message)))
                .get(Talk.id(message));
        assertThat(standing).isNotNull();
        return standing;
    }

    private static void narrowed(Client.Answer answer, int updated, Message... processed) {
        JsonObject json = answer.json();
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(json.getInteger("processed_count")).isEqualTo(processed.length);
        assertThat(json.getInteger("updated_count")).isEqualTo(updated);
        assertThat(json.getLong("first_processed_id")).isEqualTo(Talk.id(processed[0]));
        assertThat(json.getLong("last_processed_id")).isEqualTo(Talk.id(processed[processed.length - 1]));
    }

    @Test
    void aMessageThatBobMarksHasBobAsReaderUntilHeTakesItBack() {
        Message message = Talk.say(alice, tea, "cups", "Tea?");
        done(Talk.flag(bob, "add", "read", message), Talk.ids(message));
        assertThat(Talk.readers(alice, message)).containsExactly(bob.id());
        done(Talk.flag(bob, "add", "read", message, message), Talk.ids(message, message));
        assertThat(Talk.readers(alice, message)).containsExactly(bob.id());
        done(Talk.flag(bob, "remove", "read", message), Talk.ids(message));
        assertThat(Talk.readers(alice, message)).isEmpty();
        done(Talk.flag(bob, "remove", "read", message), Talk.ids(message));
        assertThat(Talk.readers(alice, message)).isEmpty();
    }

    @Test
    void whatDidNotComeToBobIsPassedOverWhenHeReadsIt() {
        Message foreign = Talk.say(alice, server.room(Room.Kind.PRIVATE, "secret", alice), "cups", "Tea?");
        Message browsed = Talk.say(alice, server.room(Room.Kind.PUBLIC, "open", alice), "cups", "Tea?");
        Message deleted = Talk.say(alice, tea, "cups", "Oops");
        server.delete(deleted);
        Message message = Talk.say(alice, tea, "cups", "Tea?");
        Client.Answer answer = Talk.post(
                bob,
                "/messages/flags",
                "messages",
                "[0,-7, 999999999999," + Talk.id(foreign) + "," + Talk.id(browsed) + "," + Talk.id(deleted) + ","
                        + Talk.id(message) + "]",
                "op",
                "add",
                "flag",
                "read");
        done(
                answer,
                List.of(
                        0L,
                        -7L,
                        999999999999L,
                        Talk.id(foreign),
                        Talk.id(browsed),
                        Talk.id(deleted),
                        Talk.id(message)));
        assertThat(Talk.readers(alice, foreign)).isEmpty();
        assertThat(Talk.readers(alice, browsed)).isEmpty();
        assertThat(Talk.readers(alice, message)).containsExactly(bob.id());
    }

    @Test
    void whatBobHasSentStaysRead() {
        Message message = Talk.say(bob, tea, "cups", "Tea!");
        done(Talk.flag(bob, "remove", "read", message), Talk.ids(message));
        assertThat(standing(bob, message).read()).isTrue();
    }

    @Test
    void inAChannelThatBobHasLeftNothingBecomesUnreadAndHeIsTold() {
        Room pots = server.room(Room.Kind.PRIVATE, "pots", alice, bob);
        Message left = Talk.say(alice, pots, "cups", "Tea?");
        Message stays = Talk.say(alice, tea, "cups", "Tea?");
        Message direct = Talk.say(alice, server.direct(alice, bob), null, "Tea?");
        Message browsed = Talk.say(alice, server.room(Room.Kind.PUBLIC, "open", alice), "cups", "Tea?");
        Talk.flag(bob, "add", "read", left, stays, direct);
        server.leave(pots, bob);
        int open = ZulipServer.await(
                        server.services().rooms().byIds(List.of(browsed.facts().room())))
                .get(0)
                .streamId();
        done(
                Talk.flag(bob, "remove", "read", left, stays, direct, browsed),
                Talk.ids(left, stays, direct, browsed),
                Stream.of(pots.streamId(), open).sorted().toArray(Integer[]::new));
        assertThat(Talk.readers(alice, left)).containsExactly(bob.id());
        assertThat(Talk.readers(alice, stays)).isEmpty();
        assertThat(Talk.readers(alice, direct)).isEmpty();
    }

    @Test
    void oneMessageThatBobMayNotSeeSpoilsTheWholeCall() {
        Message foreign = Talk.say(alice, server.room(Room.Kind.PRIVATE, "secret", alice), "cups", "Tea?");
        Message message = Talk.say(alice, tea, "cups", "Tea?");
        Talk.flag(bob, "add", "read", message);
        for (Client.Answer answer : List.of(
                Talk.flag(bob, "remove", "read", message, foreign),
                Talk.flag(bob, "add", "starred", message, foreign),
                Talk.flag(bob, "add", "collapsed", message, foreign),
                Talk.post(
                        bob,
                        "/messages/flags",
                        "messages",
                        "[" + Talk.id(message) + ",999999999999]",
                        "op",
                        "remove",
                        "flag",
                        "read"))) {
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.text()).isEqualTo(INVALID);
        }
        assertThat(standing(bob, message)).isEqualTo(new Inbox.Standing(true, true, false, Set.of()));
    }

    @Test
    void whatCameBeforeBobCanBeNeitherReadNorUnreadButStarred() {
        Message before = Talk.say(alice, tea, "cups", "Tea?");
        server.join(tea, carol);
        done(Talk.flag(carol, "add", "read", before), Talk.ids(before));
        done(Talk.flag(carol, "remove", "read", before), Talk.ids(before));
        done(Talk.flag(carol, "add", "starred", before), Talk.ids(before));
        assertThat(Talk.readers(alice, before)).isEmpty();
        assertThat(standing(carol, before))
                .isEqualTo(new Inbox.Standing(false, false, false, Set.of(Inbox.Flag.STARRED)));
    }

    @Test
    void starsAreBobsAloneAndMakeHimNoReader() {
        Message message = Talk.say(alice, tea, "cups", "Tea?");
        done(Talk.flag(bob, "add", "starred", message), Talk.ids(message));
        done(Talk.flag(bob, "add", "collapsed", message), Talk.ids(message));
        done(Talk.flag(bob, "remove", "collapsed", message), Talk.ids(message));
        assertThat(standing(bob, message).flags()).containsExactly(Inbox.Flag.STARRED);
        assertThat(standing(alice, message).flags()).isEmpty();
        assertThat(Talk.readers(alice, message)).isEmpty();
    }

    @Test
    void whatIsMissingOrUnknownIsToldInOrder() {
        Client.Answer missing = Talk.post(bob, "/messages/flags");
        assertThat(missing.text())
                .isEqualTo("{\"result\":\"error\",\"msg\":\"Missing 'messages' argument\",\"var_name\":\"messages\","
                        + "\"code\":\"REQUEST_VARIABLE_MISSING\"}\n");
        assertThat(Talk.post(bob, "/messages/flags", "messages", "[1]").json().getString("msg"))
                .isEqualTo("Missing 'op' argument");
        assertThat(Talk.post(bob, "/messages/flags", "messages", "[1]", "op", "x")
                        .json()
                        .getString("msg"))
                .isEqualTo("Missing 'flag' argument");
        refused(Talk.post(bob, "/messages/flags", "messages", "x"), "messages is not valid JSON");
        refused(Talk.flag(bob, "x", "invalid"), "Invalid flag: 'invalid'");
        refused(Talk.flag(bob, "x", "is_private"), "Invalid flag: 'is_private'");
        refused(
                Talk.flag(bob, "x", "active_mobile_push_notification"),
                "Invalid flag: 'active_mobile_push_notification'");
        refused(Talk.flag(bob, "bogus", "starred"), "Invalid message flag operation: 'bogus'");
        for (String flag : List.of(
                "mentioned",
                "stream_wildcard_mentioned",
                "topic_wildcard_mentioned",
                "group_mentioned",
                "force_expand",
                "force_collapse",
                "has_alert_word",
                "historical")) {
            refused(Talk.flag(bob, "x", flag), "Flag not editable: '" + flag + "'");
        }
    }

    @Test
    void aHundredThousandIdsAreMarkedAtOnceAndNotOneMore() {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            sent.add(Talk.say(alice, tea, "cups", "Tea?"));
        }
        long last = Talk.id(sent.get(2));
        String ids = LongStream.rangeClosed(last - 99_999, last)
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
        Client.Answer answer =
                Talk.post(bob, "/messages/flags", "messages", "[" + ids + "]", "op", "add", "flag", "read");
        assertThat(answer.text()).startsWith("{\"result\":\"success\",\"msg\":\"\",\"messages\":[" + ids + "],");
        sent.forEach(message -> assertThat(Talk.readers(alice, message)).containsExactly(bob.id()));
        refused(
                Talk.post(bob, "/messages/flags", "messages", "[1," + ids + "]", "op", "add", "flag", "read"),
                "messages has more than 100000 elements");
    }

    @Test
    void theUnreadOfATopicAreReadInBatchesFromTheFirstOn() {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            sent.add(Talk.say(alice, tea, i == 2 ? "pots" : "cups", "Tea?"));
        }
        Talk.flag(bob, "add", "read", sent.get(0));
        String narrow = "[[\"channel\",\"tea\"],[\"topic\",\"cups\"],[\"is\",\"unread\"]]";
        String[] batch = {
            "anchor", "first_unread", "num_before", "0", "num_after", "1", "narrow", narrow, "op", "add", "flag", "read"
        };
        Client.Answer first = Talk.post(bob, "/messages/flags/narrow", batch);
        assertThat(first.text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"processed_count\":2,\"updated_count\":2,"
                        + "\"first_processed_id\":" + Talk.id(sent.get(1)) + ",\"last_processed_id\":"
                        + Talk.id(sent.get(3))
                        + ",\"found_oldest\":false,\"found_newest\":false,"
                        + "\"ignored_because_not_subscribed_channels\":[]}\n");
        narrowed(Talk.post(bob, "/messages/flags/narrow", batch), 1, sent.get(4));
        Client.Answer none = Talk.post(bob, "/messages/flags/narrow", batch);
        assertThat(none.text())
                .isEqualTo("{\"result\":\"success\",\"msg\":\"\",\"processed_count\":0,\"updated_count\":0,"
                        + "\"first_processed_id\":null,\"last_processed_id\":null,"
                        + "\"found_oldest\":false,\"found_newest\":true,"
                        + "\"ignored_because_not_subscribed_channels\":[]}\n");
        assertThat(Talk.readers(alice, sent.get(2))).isEmpty();
        assertThat(Talk.readers(alice, sent.get(4))).containsExactly(bob.id());
    }

    @Test
    void aTopicReadOutOfOrderUnreadAgainAndMovedHasTheRightReadersEachTime() {
        Message one = Talk.say(alice, tea, "cups", "One");
        Message two = Talk.say(alice, tea, "cups", "Two");
        Message three = Talk.say(alice, tea, "cups", "Three");
        Talk.flag(bob, "add", "read", three);
        Talk.flag(bob, "add", "read", one);
        assertThat(Talk.readers(alice, two)).isEmpty();
        ZulipServer.await(server.services().topics().move(Talk.id(two), Topics.Along.LATER, "pots"));
        String pots = "[[\"channel\",\"tea\"],[\"topic\",\"pots\"]]";
        narrowed(Talk.narrowed(bob, "add", "read", pots), 1, two, three);
        assertThat(Talk.readers(alice, two)).containsExactly(bob.id());
        narrowed(Talk.narrowed(bob, "remove", "read", pots), 2, two, three);
        assertThat(Talk.readers(alice, one)).containsExactly(bob.id());
        assertThat(Talk.readers(alice, two)).isEmpty();
        assertThat(Talk.readers(alice, three)).isEmpty();
        Talk.flag(bob, "add", "read", three);
        ZulipServer.await(server.services().topics().move(Talk.id(three), Topics.Along.NONE, "cups"));
        assertThat(Talk.readers(alice, three)).containsExactly(bob.id());
        narrowed(Talk.narrowed(bob, "remove", "read", "[[\"topic\",\"cups\"]]"), 2, one, three);
        assertThat(Talk.readers(alice, one)).isEmpty();
    }

    @Test
    void whatANarrowedCallLacksIsTold() {
        String path = "/messages/flags/narrow";
        List<String> all =
                List.of("anchor", "17", "num_before", "1", "num_after", "1", "narrow", "null", "op", "x", "flag", "y");
        for (int i = 0; i < all.size(); i += 2) {
            assertThat(Talk.post(bob, path, all.subList(0, i).toArray(String[]::new))
                            .json()
                            .getString("msg"))
                    .isEqualTo("Missing '" + all.get(i) + "' argument");
        }
        refused(Talk.post(bob, path, all.toArray(String[]::new)), "Invalid flag: 'y'");
        List<String> excluded = new ArrayList<>(all);
        excluded.addAll(List.of("include_anchor", "false"));
        refused(
                Talk.post(bob, path, excluded.toArray(String[]::new)),
                "The anchor can only be excluded at an end of the range");
        excluded.set(1, "x");
        refused(Talk.post(bob, path, excluded.toArray(String[]::new)), "Invalid anchor");
        excluded.set(3, "-1");
        refused(Talk.post(bob, path, excluded.toArray(String[]::new)), "num_before is too small");
        excluded.set(3, "null");
        refused(Talk.post(bob, path, excluded.toArray(String[]::new)), "num_before is not an integer");
        excluded.set(3, "\"1\"");
        refused(Talk.post(bob, path, excluded.toArray(String[]::new)), "num_before is not an integer");
    }

    @Test
    void twoClientsOfBobMarkTheSameAtOnceAndEachMessageIsReadOnce() {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            sent.add(Talk.say(alice, tea, i % 2 == 0 ? "cups" : "pots", "Tea?"));
        }
        Services services = server.services();
        Marking marking = new Marking(services, new Access(services));
        List<Long> ids = Talk.ids(sent.toArray(Message[]::new));
        Marking.Change read = new Marking.Change(true, null);
        ZulipServer.await(Future.all(
                marking.make(bob.person(), read, ids),
                marking.make(bob.person(), read, ids.subList(10, 20)),
                marking.make(bob.person(), read, ids)));
        sent.forEach(message -> assertThat(Talk.readers(alice, message)).containsExactly(bob.id()));
        assertThat(ZulipServer.await(marking.make(bob.person(), read, ids)).count())
                .isZero();
        assertThat(ZulipServer.await(marking.make(bob.person(), new Marking.Change(false, null), ids))
                        .count())
                .isEqualTo(30);
    }
}
