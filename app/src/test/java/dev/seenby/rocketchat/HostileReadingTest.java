package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.Room;
import io.vertx.core.http.HttpMethod;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Mallory sends what no client would: each is refused for what it is, and nothing else happens. */
@ExtendWith(RocketChatServer.Shared.class)
class HostileReadingTest {
    private static RocketChatServer server;
    private static Client mallory;
    private static Room room;
    private static Message parent;

    @BeforeAll
    static void start() {
        server = RocketChatServer.shared();
        Chatting chat = new Chatting(server);
        mallory = chat.person("mallory");
        room = chat.room(Room.Kind.PUBLIC, "den", mallory);
        parent = chat.says(mallory, room, "Hello");
        chat.replies(mallory, room, parent, "Reply");
    }

    private static Client.Answer get(String uri) {
        return mallory.raw(
                HttpMethod.GET,
                "/api/v1/" + uri.replace("TMID", parent.stringId()).replace("RID", room.roomId()),
                null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.getThreadMessages?tmid=%",
                "chat.getThreadMessages?tmid=TMID&sort=%7B%zz",
                "chat.getMessageReadReceipts?messageId=%A",
                "channels.messages?roomId=%%%"
            })
    void aQueryThatCannotBeTakenApart(String uri) {
        Client.Answer answer = get(uri);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text()).isEqualTo("{\"success\":false,\"error\":\"Invalid query parameters\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.getThreadMessages?tmid[]=a&tmid[]=b",
                "chat.getThreadMessages?tmid=TMID&tmid=TMID",
                "chat.getThreadMessages?tmid=TMID&count=-1",
                "chat.getThreadMessages?tmid=TMID&offset=-1",
                "chat.getThreadMessages?tmid=TMID&count=1e999",
                "chat.getThreadMessages?tmid=TMID&offset=NaN",
                "chat.getThreadMessages?tmid=TMID&offset=99999999999999999999",
                "chat.getThreadMessages?tmid=%00",
                "chat.getThreadMessages?tmid=TMID&aroundId=%00",
                "chat.getThreadsList?rid=RID&text=%00",
                "chat.getThreadsList?rid=%00",
                "chat.getMessage?msgId=%00",
                "chat.getMessageReadReceipts?messageId=a%00",
                "chat.getMessageReadReceipts?messageId[]=a&messageId[]=b",
                "channels.messages?roomName=%00",
                "channels.messages?roomId=RID&mentionIds=%00",
                "channels.history?roomId=RID&inclusive=maybe",
                "im.messages?username=%00"
            })
    void parametersThatMakeNoSense(String uri) {
        Client.Answer answer = get(uri);

        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.json().getString("errorType")).isEqualTo("error-invalid-params");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sort={\"$where\":1}",
                "sort={\"ts\":2}",
                "sort=[]",
                "sort=",
                "sort={\"ts\":1,\"ts\":-1}",
                "sort={\"constructor\":1}",
                "query={\"$where\":\"sleep(1000)\"}",
                "query={\"msg\":{\"$where\":\"1\"}}",
                "query={\"$or\":[{\"$where\":\"1\"}]}",
                "query={\"joinCode\":\"x\"}",
                "query={\"__proto__\":1}",
                "query={\"msg\":{\"$regex\":\"(\"}}",
                "query={\"msg\":{\"$regex\":\"(a+)+$\",\"$options\":\"e\"}}",
                "query={\"msg\":\"\\u0000\"}",
                "query={\"ts\":{\"$gt\":{\"$date\":1e300}}}",
                "query=null",
                "fields={\"msg\":1,\"ts\":0}",
                "fields={\"msg\":2}",
                "fields={\"msg\":{\"$slice\":1}}",
                "fields=msg"
            })
    void sortsQueriesAndFieldsThatAreNone(String parameter) {
        int equals = parameter.indexOf('=');
        String name = parameter.substring(0, equals);
        String value = Client.encode(parameter.substring(equals + 1));

        for (String call : new String[] {
            "chat.getThreadMessages?tmid=TMID", "chat.getThreadsList?rid=RID", "channels.messages?roomId=RID"
        }) {
            Client.Answer answer = get(call + "&" + name + "=" + value);
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            assertThat(answer.json().getString("errorType")).isEqualTo("error-invalid-" + name);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "chat.getThreadMessages?tmid=TMID&query={\"msg\":\"'; drop table message; --\"}",
                "chat.getThreadMessages?tmid=TMID&query={\"u.username\":{\"$regex\":\"^(a|b)*$\"}}",
                "chat.getThreadMessages?tmid=TMID&query={\"customFields.a'b\":\"x\"}",
                "chat.getThreadMessages?tmid=TMID&query={\"ts\":\"2026\"}",
                "chat.getThreadMessages?tmid=TMID&query={\"msg\":1}",
                "chat.getThreadMessages?tmid=TMID&offset=2147483648"
            })
    void whatFindsNothingFindsNothing(String uri) {
        int query = uri.indexOf("query=");
        Client.Answer answer =
                get(query < 0 ? uri : uri.substring(0, query + 6) + Client.encode(uri.substring(query + 6)));

        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        assertThat(answer.json().getJsonArray("messages")).isEmpty();
    }
}
