package dev.seenby.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.tencentyun.TLSSigAPIv2;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** A Tencent REST client of one app: signs with Tencent's own library, speaks plain HTTP. Safe for many threads. */
final class TencentCaller {
    static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final int port;
    private final long sdkAppId;
    private final String signature;

    TencentCaller(int port, long sdkAppId, String secretKey) {
        this.port = port;
        this.sdkAppId = sdkAppId;
        this.signature = new TLSSigAPIv2(sdkAppId, secretKey).genUserSig("administrator", 86_400);
    }

    /** The whole answer. Fails when there is none, which leaves the outcome open. */
    JsonNode call(String service, String command, ObjectNode body) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + "/v4/" + service + "/" + command + "?sdkappid=" + sdkAppId
                + "&identifier=administrator&usersig=" + signature + "&random=1&contenttype=json");
        HttpRequest request = HttpRequest.newBuilder(uri)
                .timeout(Duration.ofSeconds(30))
                .POST(HttpRequest.BodyPublishers.ofString(body.toString()))
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return JSON.readTree(response.body());
    }

    /** The answer of a call that must succeed. */
    JsonNode ok(String service, String command, ObjectNode body) throws IOException, InterruptedException {
        JsonNode answer = call(service, command, body);
        if (answer.path("ErrorCode").asInt(-1) != 0) {
            throw new IOException(command + " answered " + answer);
        }
        return answer;
    }

    JsonNode group(String command, ObjectNode body) throws IOException, InterruptedException {
        return ok("group_open_http_svc", command, body);
    }

    void importAccount(String userId) throws IOException, InterruptedException {
        ok("im_open_login_svc", "account_import", JSON.createObjectNode().put("UserID", userId));
    }

    void createGroup(String groupId, Collection<String> members) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("Type", "Public")
                .put("GroupId", groupId)
                .put("Name", "n");
        ArrayNode list = body.putArray("MemberList");
        members.forEach(member -> list.addObject().put("Member_Account", member));
        group("create_group", body);
    }

    /** @return the MsgSeq */
    long send(String groupId, String from, int random) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode()
                .put("GroupId", groupId)
                .put("From_Account", from)
                .put("Random", random)
                .put("NeedReadReceipt", 1);
        body.putArray("MsgBody")
                .addObject()
                .put("MsgType", "TIMTextElem")
                .putObject("MsgContent")
                .put("Text", "message " + random);
        return group("send_group_msg", body).path("MsgSeq").asLong();
    }

    void read(String groupId, String reader, List<Long> seqs) throws IOException, InterruptedException {
        group("group_msg_receipt", seqs(groupId, seqs).put("From_Account", reader));
    }

    /** {@code {ReadNum, UnreadNum}} of each message, in the order asked. */
    List<int[]> counts(String groupId, List<Long> seqs) throws IOException, InterruptedException {
        List<int[]> counts = new ArrayList<>();
        for (JsonNode item : group("get_group_msg_receipt", seqs(groupId, seqs)).path("GroupMsgReceiptList")) {
            counts.add(new int[] {
                item.path("ReadNum").asInt(-1), item.path("UnreadNum").asInt(-1)
            });
        }
        return counts;
    }

    private static ObjectNode seqs(String groupId, List<Long> seqs) {
        ObjectNode body = JSON.createObjectNode().put("GroupId", groupId);
        ArrayNode list = body.putArray("MsgSeqList");
        seqs.forEach(seq -> list.addObject().put("MsgSeq", seq.longValue()));
        return body;
    }
}
