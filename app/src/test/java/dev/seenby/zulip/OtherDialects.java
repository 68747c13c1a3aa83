package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.credentials.Secrets;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Tencent's administrator, and somebody who speaks Rocket.Chat besides Zulip, in an organisation. */
record OtherDialects(Client person, String token) {
    static OtherDialects of(Client organisation, String name, Person.Role role) {
        String token = Secrets.rocketChatToken();
        Client person = organisation
                .server()
                .person(organisation, name, role, false, Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, token));
        return new OtherDialects(person, token);
    }

    JsonObject tencent(String command, JsonObject body) {
        long app = person.app().sdkAppId();
        String userSig = new TLSSigAPIv2(app, ZulipServer.SECRET_KEY).genUserSig("administrator", 3_600);
        JsonObject answer = person.raw(
                        HttpMethod.POST,
                        "/v4/group_open_http_svc/" + command + "?sdkappid=" + app
                                + "&identifier=administrator&usersig="
                                + URLEncoder.encode(userSig, StandardCharsets.UTF_8) + "&random=1&contenttype=json",
                        body.encode(),
                        MultiMap.caseInsensitiveMultiMap())
                .json();
        assertThat(answer.getInteger("ErrorCode")).as(answer.encode()).isZero();
        return answer;
    }

    void tencentSays(String groupId, Client sender, int random, String text) {
        JsonArray body = new JsonArray()
                .add(new JsonObject()
                        .put("MsgType", "TIMTextElem")
                        .put("MsgContent", new JsonObject().put("Text", text)));
        tencent(
                "send_group_msg",
                new JsonObject()
                        .put("GroupId", groupId)
                        .put("From_Account", sender.person().userId())
                        .put("Random", random)
                        .put("NeedReadReceipt", 1)
                        .put("MsgBody", body));
    }

    JsonObject get(String call, String... pairs) {
        return ok(person.raw(HttpMethod.GET, "/api/v1/" + call + "?" + Client.form(pairs), null, headers()));
    }

    JsonObject post(String call, JsonObject body) {
        return ok(person.raw(
                HttpMethod.POST, "/api/v1/" + call, body.encode(), headers().add("Content-Type", "application/json")));
    }

    private static JsonObject ok(Client.Answer answer) {
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        return answer.json();
    }

    private MultiMap headers() {
        return Client.headers("X-User-Id", person.person().rocketChatId(), "X-Auth-Token", token);
    }

    /** User ids of Rocket.Chat. */
    List<String> readers(Message message) {
        return get("chat.getMessageReadReceipts", "messageId", message.stringId()).getJsonArray("receipts").stream()
                .map(receipt -> ((JsonObject) receipt).getString("userId"))
                .toList();
    }
}
