package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Topics;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob narrows what Alice, Carol and he have said; Dave is in none of their rooms. */
@ExtendWith(RealServers.Shared.class)
class NarrowTest {
    private static ZulipServer server;
    private Client owner;
    private Client alice;
    private Client bob;
    private Client carol;
    private Client dave;
    private Room tea;
    private Room secret;
    private Message early;
    private Message first;
    private Message second;
    private Message third;
    private Message hidden;
    private Message toBob;
    private Message toAll;

    @BeforeAll
    static void start() {
        server = new ZulipServer();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void talk() {
        owner = server.organisation();
        alice = server.person(owner, "Alice");
        bob = server.person(owner, "Bob");
        carol = server.person(owner, "Carol");
        dave = server.person(owner, "Dave");
        tea = server.room(Room.Kind.PUBLIC, "tea", alice, carol);
        secret = server.room(Room.Kind.PRIVATE, "secret", alice, bob);
        early = Talk.say(alice, tea, "cups", "Before Bob came");
        server.join(tea, bob);
        first = Talk.say(alice, tea, "Cups", "Green tea, \"the best\" 100% sure", bob);
        second = Talk.say(bob, tea, "✔ pots", "Black tea");
        third = Talk.say(carol, tea, null, "No words about it");
        hidden = Talk.say(alice, secret, "cups", "Where the biscuits are");
        toBob = Talk.say(alice, server.direct(alice, bob), null, "Hello Bob");
        toAll = Talk.say(carol, server.direct(alice, bob, carol), null, "Hello both");
    }

    private List<Long> found(Client caller, String narrow) {
        Services services = server.services();
        Access access = new Access(services);
        return ZulipServer.await(new Narrows(services, access)
                        .of(caller.app(), caller.person(), NarrowTerm.all(new JsonText(narrow).value()))
                        .compose(resolved -> new Window(0L, 0, 100, true).find(services.inbox(), resolved)))
                .ids();
    }

    private record JsonText(String text) {
        JsonNode value() {
            return StrictJson.value(text).orElseThrow();
        }
    }

    /** Bob's. @param terms pairs of operator and JSON operand; an operator that begins with - is negated */
    private List<Long> bobs(String... terms) {
        return found(bob, narrow(terms));
    }

    private static String narrow(String... terms) {
        JsonArray narrow = new JsonArray();
        for (int i = 0; i < terms.length; i += 2) {
            boolean negated = terms[i].startsWith("-");
            narrow.add(new JsonObject("{\"operator\":\"" + (negated ? terms[i].substring(1) : terms[i])
                    + "\",\"operand\":" + terms[i + 1] + ",\"negated\":" + negated + "}"));
        }
        return narrow.encode();
    }

    private void refused(String narrow, String body) {
        Client.Answer answer = Talk.narrowed(bob, "add", "starred", narrow);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo(body + "\n");
    }

    private void refused(String desc, String operator, String operand) {
        refused(
                narrow(operator, operand),
                "{\"result\":\"error\",\"msg\":\"Invalid narrow operator: " + desc + "\",\"desc\":\"" + desc
                        + "\",\"code\":\"BAD_NARROW\"}");
    }

    private static String bad(String msg) {
        return "{\"result\":\"error\",\"msg\":\"" + msg + "\",\"code\":\"BAD_REQUEST\"}";
    }

    @Test
    void whatWouldBeLookedUpForVeryLongIsRefused() {
        String[] wide = new String[22];
        for (int i = 0; i < wide.length; i += 2) {
            wide[i] = "dm-including";
            wide[i + 1] = "" + alice.id();
        }
        String desc = "more than 10 conditions on many channels or conversations";
        refused(
                narrow(wide),
                "{\"result\":\"error\",\"msg\":\"Invalid narrow operator: " + desc + "\",\"desc\":\"" + desc
                        + "\",\"code\":\"BAD_NARROW\"}");
        JsonArray crowd = new JsonArray();
        for (int id = 1; id <= 101; id++) {
            crowd.add(id);
        }
        assertThat(Talk.narrowed(bob, "add", "starred", narrow("dm", crowd.encode()))
                        .json()
                        .getString("desc"))
                .startsWith("unknown user in [1, 2, 3");
    }

    @Test
    void withoutAnyConditionItIsAllThatBobReceived() {
        List<Long> all = Talk.ids(first, second, third, hidden, toBob, toAll);
        assertThat(bobs()).isEqualTo(all);
        assertThat(found(bob, "null")).isEqualTo(all);
        assertThat(bobs("in", "\"home\"", "near", "\"17\"", "-in", "\"all\"")).isEqualTo(all);
    }

    @Test
    void aPublicChannelIsFoundWholeByNameAndIdAndItsNegationIsTheRestOfWhatWasReceived() {
        List<Long> all = Talk.ids(early, first, second, third);
        assertThat(bobs("channel", "\"TEA\"")).isEqualTo(all);
        assertThat(bobs("stream", Integer.toString(tea.streamId()))).isEqualTo(all);
        assertThat(found(bob, "[[\"stream\",\"tea\"]]")).isEqualTo(all);
        assertThat(found(dave, narrow("channel", "\"tea\""))).isEqualTo(all);
        assertThat(bobs("-channel", "\"tea\"")).isEqualTo(Talk.ids(hidden, toBob, toAll));
        assertThat(bobs("channel", "\"tea\"", "-stream", "\"secret\"")).isEqualTo(all);
        assertThat(bobs("channel", "\"tea\"", "stream", "\"secret\"")).isEmpty();
    }

    @Test
    void whatOneDidWithMessagesLooksOnlyAtWhatOneReceived() {
        assertThat(bobs("channel", "\"tea\"", "-is", "\"starred\"")).isEqualTo(Talk.ids(first, second, third));
        assertThat(bobs("channel", "\"tea\"", "-is", "\"resolved\"")).isEqualTo(Talk.ids(early, first, third));
        assertThat(found(dave, narrow("channel", "\"tea\"", "is", "\"unread\"")))
                .isEmpty();
    }

    @Test
    void aPrivateChannelIsSeenByItsMembersFromBeforeTheyCameUnlessItsHistoryIsProtected() {
        server.join(secret, carol);
        Message later = Talk.say(alice, secret, "cups", "They are gone");
        assertThat(found(carol, narrow("channel", "\"secret\""))).isEqualTo(Talk.ids(hidden, later));

        Room guarded = ZulipServer.await(server.services()
                .conversations()
                .create(new Conversations.Request(
                        alice.app().sdkAppId(),
                        null,
                        Room.Kind.PRIVATE,
                        "guarded",
                        "guarded",
                        null,
                        Channel.details("", false),
                        List.of(new NewRoom.NewMember(alice.person().id(), Member.Role.MEMBER)),
                        null)));
        Talk.say(alice, guarded, "cups", "Before Carol came");
        server.join(guarded, carol);
        Message after = Talk.say(alice, guarded, "cups", "After Carol came");
        assertThat(found(carol, narrow("channel", "\"guarded\""))).isEqualTo(Talk.ids(after));
    }

    @Test
    void whatBobMayNotSeeIsUnknownHoweverItIsNamed() {
        Room others = server.room(Room.Kind.PRIVATE, "others", alice);
        Client guest = server.person(owner, "Gus", Person.Role.GUEST, false);
        refused("unknown channel others", "channel", "\"others\"");
        refused("unknown channel others", "-channel", "\"others\"");
        refused("unknown channel " + others.streamId(), "stream", Integer.toString(others.streamId()));
        refused("unknown channel 0", "stream", "0");
        refused("unknown channel 99999999999999999999", "stream", "99999999999999999999");
        Room direct = server.direct(alice, bob);
        refused("unknown channel " + direct.name(), "channel", "\"" + direct.name() + "\"");
        refused("unknown channel " + direct.streamId(), "channel", Integer.toString(direct.streamId()));
        assertThat(Talk.narrowed(guest, "add", "read", narrow("channel", "\"tea\""))
                        .json()
                        .getString("desc"))
                .isEqualTo("unknown channel tea");
    }

    @Test
    void allPublicChannelsAreFoundWholeButByGuestsWhoFindWhatTheyReceived() {
        Client guest = server.person(owner, "Gus", Person.Role.GUEST, false);
        server.join(tea, guest);
        Message last = Talk.say(alice, tea, "cups", "Welcome");
        assertThat(found(dave, narrow("channels", "\"public\"")))
                .isEqualTo(Talk.ids(early, first, second, third, last));
        assertThat(found(guest, narrow("streams", "\"public\""))).isEqualTo(Talk.ids(last));
        assertThat(bobs("-channels", "\"public\"")).isEqualTo(Talk.ids(hidden, toBob, toAll));
        assertThat(bobs("channels", "\"web-public\"")).isEmpty();
        refused("unknown channels operand none", "channels", "\"none\"");
    }

    @Test
    void topicsAreFoundRegardlessOfCaseAndWhatHasNoneToo() {
        assertThat(bobs("topic", "\"CUPS\"")).isEqualTo(Talk.ids(first, hidden));
        assertThat(bobs("channel", "\"tea\"", "subject", "\"cups\"")).isEqualTo(Talk.ids(early, first));
        assertThat(bobs("topic", "\"\"")).isEqualTo(Talk.ids(third));
        assertThat(bobs("topic", "\"(No Topic)\"")).isEqualTo(Talk.ids(third));
        assertThat(bobs("-topic", "\"cups\"")).isEqualTo(Talk.ids(second, third, toBob, toAll));
        assertThat(bobs("is", "\"resolved\"")).isEqualTo(Talk.ids(second));
        ZulipServer.await(server.services().topics().move(Talk.id(third), Topics.Along.NONE, "cups"));
        assertThat(bobs("channel", "\"tea\"", "topic", "\"cups\"")).isEqualTo(Talk.ids(early, first, third));
    }

    @Test
    void sendersAreNamedByAddressIdOrMe() {
        assertThat(bobs("sender", "\"" + carol.email().toUpperCase(Locale.ROOT) + "\""))
                .isEqualTo(Talk.ids(third, toAll));
        assertThat(bobs("from", Integer.toString(carol.id()))).isEqualTo(Talk.ids(third, toAll));
        assertThat(bobs("sender", "\"me\"")).isEqualTo(Talk.ids(second));
        assertThat(bobs("-sender", Integer.toString(alice.id()))).isEqualTo(Talk.ids(second, third, toAll));
        refused("unknown user nobody@x.example", "sender", "\"nobody@x.example\"");
        refused("unknown user 0", "sender", "0");
    }

    @Test
    void directConversationsAreNamedByThePeopleInThem() {
        assertThat(bobs("dm", "[" + alice.id() + "]")).isEqualTo(Talk.ids(toBob));
        assertThat(bobs("pm-with", "\"" + alice.email() + "\"")).isEqualTo(Talk.ids(toBob));
        assertThat(bobs("dm", "\"" + alice.email() + ", " + carol.email() + "\""))
                .isEqualTo(Talk.ids(toAll));
        assertThat(bobs("dm", "[" + alice.id() + "," + bob.id() + "," + carol.id() + "]"))
                .isEqualTo(Talk.ids(toAll));
        assertThat(bobs("dm", "[" + carol.id() + "]")).isEmpty();
        assertThat(bobs("dm", "[]")).isEmpty();
        assertThat(bobs("-dm", "[" + alice.id() + "]")).isEqualTo(Talk.ids(first, second, third, hidden, toAll));
        assertThat(bobs("dm-including", Integer.toString(alice.id()))).isEqualTo(Talk.ids(toBob, toAll));
        assertThat(bobs("dm-including", "\"" + carol.email() + "\"")).isEqualTo(Talk.ids(toAll));
        assertThat(bobs("dm-including", Integer.toString(bob.id()))).isEqualTo(Talk.ids(toBob, toAll));
        assertThat(bobs("group-pm-with", Integer.toString(alice.id()))).isEqualTo(Talk.ids(toAll));
        assertThat(bobs("is", "\"dm\"")).isEqualTo(Talk.ids(toBob, toAll));
        assertThat(bobs("-is", "\"private\"")).isEqualTo(Talk.ids(first, second, third, hidden));
        refused("unknown user in [" + alice.id() + ", 0]", "dm", "[" + alice.id() + ",0]");
        refused("unknown user in x@y.example,", "dm", "\"x@y.example,\"");
        refused("unknown user 0", "dm-including", "0");
    }

    @Test
    void theConversationOfAMessageIsWhereItStandsNow() {
        ZulipServer.await(server.services().topics().move(Talk.id(third), Topics.Along.NONE, "cups"));
        String with = "\"" + Talk.id(third) + "\"";
        assertThat(bobs("with", with)).isEqualTo(Talk.ids(early, first, third));
        assertThat(bobs("channel", "\"secret\"", "topic", "\"x\"", "with", with, "sender", "\"me\""))
                .isEmpty();
        assertThat(bobs("with", Long.toString(Talk.id(toAll)))).isEqualTo(Talk.ids(toAll));
        assertThat(bobs("channel", "\"tea\"", "topic", "\"cups\"", "with", "\"0\""))
                .hasSize(3);
        refused("Invalid 'with' operator", "with", "0");
        refused("Invalid 'with' operator", "with", "\"x\"");
        refused(
                narrow("with", with, "with", with),
                "{\"result\":\"error\",\"msg\":\"Invalid narrow operator combination: Duplicate 'with' operators.\","
                        + "\"desc\":\"Duplicate 'with' operators.\",\"code\":\"BAD_NARROW\"}");
    }

    @Test
    void flagsAreTheCallersOwn() {
        server.read(first, bob);
        Talk.flag(bob, "add", "starred", third, toBob);
        Talk.flag(alice, "add", "starred", first);
        assertThat(bobs("is", "\"unread\"")).isEqualTo(Talk.ids(third, hidden, toBob, toAll));
        assertThat(bobs("-is", "\"unread\"")).isEqualTo(Talk.ids(first, second));
        assertThat(bobs("is", "\"starred\"")).isEqualTo(Talk.ids(third, toBob));
        assertThat(bobs("is", "\"mentioned\"")).isEqualTo(Talk.ids(first));
        for (String nothing : List.of("alerted", "followed", "muted")) {
            assertThat(bobs("is", "\"" + nothing + "\"")).isEmpty();
            assertThat(bobs("-is", "\"" + nothing + "\"")).hasSize(6);
        }
        refused("unknown 'is' operand read", "is", "\"read\"");
    }

    @Test
    void wordsAndPhrasesAreSearchedFor() {
        assertThat(bobs("search", "\"TEA\"")).isEqualTo(Talk.ids(first, second));
        assertThat(bobs("search", "\"tea green\"")).isEqualTo(Talk.ids(first));
        assertThat(bobs("search", "\"tea\"", "search", "\"black\"")).isEqualTo(Talk.ids(second));
        assertThat(bobs("search", "\"\\\"no words about\\\"\"")).isEqualTo(Talk.ids(third));
        assertThat(bobs("search", "\"\\\"words no\\\"\"")).isEmpty();
        assertThat(bobs("search", "\"100%\"")).isEqualTo(Talk.ids(first));
        assertThat(bobs("search", "\"pots\"")).isEqualTo(Talk.ids(second));
        assertThat(bobs("search", "\"\\\"\\\"\"")).isEmpty();
        assertThat(bobs("-search", "\"tea hello\"")).isEqualTo(Talk.ids(third, hidden));
    }

    @Test
    void certainMessagesAreNamedById() {
        assertThat(bobs("id", Long.toString(Talk.id(first)))).isEqualTo(Talk.ids(first));
        assertThat(bobs("id", "\"" + Talk.id(early) + "\"")).isEmpty();
        assertThat(bobs("channel", "\"tea\"", "id", "\"" + Talk.id(early) + "\""))
                .isEqualTo(Talk.ids(early));
        refused("Invalid message ID", "id", "\"x\"");
        refused("Invalid message ID", "id", "-1");
    }

    @Test
    void whatCannotBeBothIsRefusedAndSoIsWhatIsUnknown() {
        refused(
                narrow("dm", "[" + alice.id() + "]", "topic", "\"cups\""),
                "{\"result\":\"error\",\"msg\":\"Invalid narrow operator: No message can be both a channel message"
                        + " and direct message\",\"desc\":\"No message can be both a channel message and direct"
                        + " message\",\"code\":\"BAD_NARROW\"}");
        refused("unknown operator biscuit", "biscuit", "\"x\"");
        refused("unknown operator ", "", "\"x\"");
        refused("unknown 'has' operand link", "has", "\"link\"");
        refused("unknown 'in' operand x", "in", "\"x\"");
        refused("unknown operator " + "x".repeat(256), "x".repeat(300), "\"\"");
        refused("a word of more than 256 characters", "search", "\"" + "x".repeat(257) + "\"");
        refused("more than 99 conditions and words", "search", "\"" + "a ".repeat(100) + "\"");
    }

    @Test
    void aBrokenNarrowIsToldExactly() {
        refused("x", bad("narrow is not valid JSON"));
        refused("{}", bad("narrow is not a list"));
        refused("[[\"is\"]]", bad("Invalid narrow[0]: Value error, element is not a string pair"));
        refused("[[\"is\",1]]", bad("Invalid narrow[0]: Value error, element is not a string pair"));
        refused("[[\"is\",\"dm\"],{\"operator\":\"is\"}]", bad("Invalid narrow[1]: Value error, operand is missing"));
        refused("[{\"operator\":null}]", bad("Invalid narrow[0]: Value error, operand is missing"));
        refused("[{\"operand\":\"x\"}]", bad("Invalid narrow[0]: Value error, operator is missing"));
        refused("[\"is:dm\"]", bad("Invalid narrow[0]: Value error, dict or list required"));
        refused("[[\"topic\",\"\\u0000\"]]", bad("Invalid narrow[0]: Value error, text that nothing can have"));
        refused("[{\"operator\":1,\"operand\":\"x\"}]", bad("narrow[0][\\\"operator\\\"] is not a string"));
        refused(
                "[{\"operator\":\"is\",\"operand\":\"dm\",\"negated\":1}]",
                bad("narrow[0][\\\"negated\\\"] is not a boolean"));
        refused(narrow("search", "\" \""), bad("operand cannot be blank."));
        refused(narrow("channel", "1.5"), bad("operand is not a string or integer"));
        refused(narrow("dm", "5"), bad("operand is not a string or an integer list"));
        refused(narrow("dm", "[5,\"x\"]"), bad("operand[1] is not an integer"));
        refused(narrow("topic", "5"), bad("operand is not a string"));
        refused(
                "[" + String.join(",", Collections.nCopies(101, "[\"is\",\"dm\"]")) + "]",
                bad("narrow has more than 100 elements"));
    }
}
