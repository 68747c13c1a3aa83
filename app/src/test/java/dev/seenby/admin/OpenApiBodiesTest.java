package dev.seenby.admin;

import static dev.seenby.admin.Olga.APPS;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.receipts.RealServers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Whatever Olga's programs would not send, following the description, the server would not take; and the other way round. */
@ExtendWith(RealServers.Shared.class)
class OpenApiBodiesTest {
    /** Members of a patch that can be. */
    private static final List<String> GOOD = List.of(
            "",
            "\"name\":\"a\"",
            "\"hosts\":[\"A.example\",\"127.0.0.1\",\"[::1]\"]",
            "\"hosts\":[]",
            "\"hosts\":null",
            "\"callsPerSecond\":1",
            "\"callsPerSecond\":100000",
            "\"callsPerSecond\":null",
            "\"ceilingPerSecond\":0",
            "\"ceilingPerSecond\":null",
            "\"callsPerSecondPerPerson\":100000",
            "\"callsPerSecondPerPerson\":null",
            "\"messagesPerSecondPerGroup\":0",
            "\"messagesPerSecondPerGroup\":null",
            "\"keepReadsDays\":36500",
            "\"keepReadsDays\":null",
            "\"callLimits\":{\"POST api/v1/call1\":100000}",
            "\"callLimits\":{\"POST api/v1/call1\":null}",
            "\"callLimits\":null",
            "\"features\":{\"zulip\":false,\"tencent\":null}",
            "\"features\":null",
            "\"webhook\":{\"events\":[\"sent\",\"groupDeleted\"]}",
            "\"webhook\":{\"events\":null}",
            "\"webhook\":null",
            "\"webhook\":{\"url\":\"HTTPS://a.example:1/x@y?z=@\",\"events\":[\"read\"]}");

    /** Members of a body that cannot be. */
    private static final List<String> BAD = List.of(
            "\"name\":null",
            "\"name\":\"\"",
            "\"name\":7",
            "\"name\":\"" + "a".repeat(201) + "\"",
            "\"name\":\"a\\u0000\"",
            "\"name\":\" \"",
            "\"sdkAppId\":7",
            "\"owner\":{}",
            "\"color\":1",
            "\"hosts\":\"a.example\"",
            "\"hosts\":[7]",
            "\"hosts\":[\"\"]",
            "\"hosts\":[\"a:80\"]",
            "\"hosts\":[\"a_b\"]",
            "\"hosts\":[\"a\",\"a\"]",
            "\"callsPerSecond\":0",
            "\"callsPerSecond\":100001",
            "\"callsPerSecond\":\"5\"",
            "\"ceilingPerSecond\":-1",
            "\"ceilingPerSecond\":1.5",
            "\"callsPerSecondPerPerson\":100001",
            "\"messagesPerSecondPerGroup\":-1",
            "\"keepReadsDays\":36501",
            "\"callLimits\":[]",
            "\"callLimits\":{\"POST api/v1/call1\":0}",
            "\"callLimits\":{\"POST api/v1/call1\":\"5\"}",
            "\"features\":[]",
            "\"features\":{\"telegram\":true}",
            "\"features\":{\"zulip\":1}",
            "\"webhook\":\"http://a/\"",
            "\"webhook\":{\"url\":7}",
            "\"webhook\":{\"url\":\"\"}",
            "\"webhook\":{\"url\":\"ftp://a/\"}",
            "\"webhook\":{\"url\":\"http://bob@a/\"}",
            "\"webhook\":{\"url\":\"http://a/#b\"}",
            "\"webhook\":{\"url\":\"http://a/" + "a".repeat(2_000) + "\"}",
            "\"webhook\":{\"url\":\"http://a/\",\"secret\":\"mine\"}",
            "\"webhook\":{\"events\":[]}",
            "\"webhook\":{\"events\":[\"read\",\"read\"]}",
            "\"webhook\":{\"events\":[\"written\"]}",
            "\"webhook\":{\"events\":\"read\"}");

    /** … of one that makes an app. */
    private static final List<String> BAD_CREATION = List.of(
            "",
            "\"name\":\"a\",\"sdkAppId\":0",
            "\"name\":\"a\",\"sdkAppId\":4294967296",
            "\"name\":\"a\",\"sdkAppId\":null",
            "\"name\":\"a\",\"hosts\":null",
            "\"name\":\"a\",\"callsPerSecond\":null",
            "\"name\":\"a\",\"webhook\":{}",
            "\"name\":\"a\",\"webhook\":null",
            "\"name\":\"a\",\"features\":{\"zulip\":null}",
            "\"name\":\"a\",\"callLimits\":{\"POST api/v1/call1\":null}",
            "\"name\":\"a\",\"owner\":null",
            "\"name\":\"a\",\"owner\":{\"age\":7}",
            "\"name\":\"a\",\"owner\":{\"username\":\"a b\"}",
            "\"name\":\"a\",\"owner\":{\"username\":\"" + "a".repeat(33) + "\"}",
            "\"name\":\"a\",\"owner\":{\"name\":\"\"}",
            "\"name\":\"a\",\"owner\":{\"email\":\"alice\"}",
            "\"name\":\"a\",\"owner\":{\"password\":\"\"}");

    private static Olga olga;
    private static JsonNode description;

    @BeforeAll
    static void start() throws IOException {
        olga = new Olga();
        description = new ObjectMapper().readTree(OpenApi.text());
    }

    @AfterAll
    static void stop() {
        olga.close();
    }

    @Test
    void itAgreesWithTheServerOnWhatCanBeChanged() {
        Olga.body(201, olga.create("{\"name\":\"acme\",\"sdkAppId\":7,\"webhook\":{\"url\":\"http://a/\"}}"));
        JsonNode content = content(APPS + "/{sdkAppId}", "patch", "application/merge-patch+json");
        for (String members : GOOD) {
            String body = "{" + members + "}";
            assertThat(Schemas.problems(description, content, body)).as(body).isEmpty();
            Olga.body(200, olga.patch(APPS + "/7", body));
        }
        for (String members : BAD) {
            String body = "{" + members + "}";
            assertThat(Schemas.problems(description, content, body)).as(body).isNotEmpty();
            Olga.problem(400, "", olga.patch(APPS + "/7", body));
        }
    }

    @Test
    void itAgreesWithTheServerOnWhatCannotBeMade() {
        JsonNode content = content(APPS, "post", "application/json");
        List<String> bad = new ArrayList<>(BAD_CREATION);
        BAD.stream()
                .filter(members -> !members.startsWith("\"sdkAppId\"") && !members.startsWith("\"owner\""))
                .map(members -> members.startsWith("\"name\"") ? members : "\"name\":\"a\"," + members)
                .forEach(bad::add);
        for (String members : bad) {
            String body = "{" + members + "}";
            assertThat(Schemas.problems(description, content, body)).as(body).isNotEmpty();
            Olga.problem(400, "", olga.create(body));
        }
    }

    private static JsonNode content(String path, String method, String type) {
        return description
                .path("paths")
                .path(path)
                .path(method)
                .path("requestBody")
                .path("content")
                .path(type);
    }
}
