package dev.seenby.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Under which names an app is found, where it wants to be told what happens, and who owns it. */
class AppAddressesTest extends AppBodies {
    private static final String LABEL = "a".repeat(63);
    /** 253 characters, as long as a host name can be. */
    private static final String LONGEST_HOST = String.join(".", LABEL, LABEL, LABEL, "a".repeat(61));

    @Test
    void hostsAreNamesWithoutPortEachOnce() {
        String app = newApp("");
        List<List<String>> good = List.of(
                List.of(LONGEST_HOST),
                List.of("a"),
                List.of("Xn--Bcher-kva.example"),
                List.of("127.0.0.1"),
                List.of("[::1]"),
                IntStream.rangeClosed(1, 100)
                        .mapToObj(number -> "h" + number + ".example")
                        .toList());
        for (List<String> hosts : good) {
            JsonArray shown = patched(app, "\"hosts\":" + Json.encode(hosts)).getJsonArray("hosts");
            assertThat(shown.stream().map(String::valueOf))
                    .containsExactlyInAnyOrderElementsOf(hosts.stream()
                            .map(host -> host.replace("Xn--B", "xn--b"))
                            .toList());
        }
        List<String> bad = List.of(
                LONGEST_HOST + "a",
                LABEL + "a.example",
                "-a.example",
                "a-.example",
                "a..example",
                "a.example.",
                ".example",
                "a_b.example",
                "a.example:80",
                "http://a.example",
                "a b",
                "*.example",
                "b\u00FCcher.example",
                "::1",
                "[fe80::1%25eth0]");
        for (String host : bad) {
            assertThat(refused(app, "hosts must hold host names without port", "\"hosts\":[" + Json.encode(host) + "]"))
                    .isEqualTo("#/hosts");
        }
        String tooMany = Json.encode(IntStream.rangeClosed(1, 101)
                .mapToObj(number -> "h" + number + ".example")
                .toList());
        for (String hosts : List.of(tooMany, "\"a.example\"", "{}", "7")) {
            refused(app, "hosts must be an array of at most 100 strings", "\"hosts\":" + hosts);
        }
        for (String hosts : List.of("[7]", "[null]", "[\"\"]", "[[\"a\"]]")) {
            refused(app, "hosts must be text", "\"hosts\":" + hosts);
        }
        refused(app, "hosts names a twice", "\"hosts\":[\"a\",\"A\"]");
    }

    @Test
    void aWebhookIsAnAddressOfTheWebAndWhatItIsToldOf() {
        String app = newApp("");
        String longest = "https://a.example/" + "a".repeat(2_000 - "https://a.example/".length());
        for (String url : List.of(
                "http://a/",
                "https://a.example:1/x?y=z",
                "HTTPS://A.example:65535",
                "http://127.0.0.1:8080/",
                "http://[::1]:80/",
                longest)) {
            assertThat(patched(app, "\"webhook\":{\"url\":\"" + url + "\"}")
                            .getJsonObject("webhook")
                            .getString("url"))
                    .isEqualTo(url);
        }
        for (String url : List.of(
                "ftp://a/",
                "file:///etc/passwd",
                "javascript:alert(1)",
                "//a/",
                "a.example/hook",
                "http:a",
                "http://",
                "http:///hook",
                "http://bob@a/",
                "http://bob:secret@a/",
                "http://@a/",
                "http://a/#there",
                "http://a/#",
                "http://a:0/",
                "http://a:65536/",
                "http://a:x/",
                "http://a b/",
                " http://a/",
                "http://a/\u00E4",
                "http://[::1/")) {
            assertThat(refused(
                            app,
                            "webhook.url must be an http or https URL with a host",
                            "\"webhook\":{\"url\":" + Json.encode(url) + "}"))
                    .isEqualTo("#/webhook/url");
        }
        for (String url : List.of("\"" + longest + "a\"", "\"\"", "7", "null", "\"http://a/\\n\"")) {
            refused(app, "webhook.url must be text of 1 to 2000", "\"webhook\":{\"url\":" + url + "}");
        }
        refused(app, "webhook.color is not a field; fields are events, url", "\"webhook\":{\"color\":1}");
        refused(app, "webhook.secret is not a field", "\"webhook\":{\"secret\":\"mine\"}");
        refused(app, "webhook must be a JSON object", "\"webhook\":\"http://a/\"");
        refusedOnCreation("webhook.url is required", "\"webhook\":{}");
        refused(newApp(""), "webhook.url is required", "\"webhook\":{\"events\":[\"read\"]}");

        String all = "[\"read\",\"sent\",\"recalled\",\"joined\",\"left\",\"groupDeleted\"]";
        assertThat(patched(app, "\"webhook\":{\"events\":" + all + "}")
                        .getJsonObject("webhook")
                        .getJsonArray("events")
                        .encode())
                .isEqualTo(all);
        for (String events : List.of("[]", "[\"read\",\"read\"]")) {
            refused(app, "webhook.events must name one or more", "\"webhook\":{\"events\":" + events + "}");
        }
        for (String events : List.of("[\"READ\"]", "[\"written\"]")) {
            refused(app, "webhook.events must be of read, sent", "\"webhook\":{\"events\":" + events + "}");
        }
        for (String events : List.of("\"read\"", "{}", "7", "[7]", all.replace("]", ",\"read\"]"))) {
            refused(app, "webhook.events must be", "\"webhook\":{\"events\":" + events + "}");
        }
    }

    @Test
    void theOwnerIsNamedWhenTheAppIsMade() {
        String longestEmail = "a".repeat(254 - "@acme.example".length()) + "@acme.example";
        for (String owner : List.of(
                "{}",
                "{\"username\":\"a\"}",
                "{\"username\":" + text("a", 32) + "}",
                "{\"username\":\"A.b_c-9\"}",
                "{\"name\":" + text("a", 200) + "}",
                "{\"email\":\"a@b\"}",
                "{\"email\":\"" + longestEmail + "\"}",
                "{\"password\":\"a\"}",
                "{\"password\":" + text("a", 200) + "}")) {
            assertThat(created("\"owner\":" + owner).getJsonObject("owner").getString("apiKey"))
                    .isNotBlank();
        }
        Map<String, List<String>> bad = Map.of(
                "username must be", List.of("\"\"", text("a", 33), "\"a b\"", "\"\u00E4\"", "7", "null"),
                "name must be text of 1 to 200", List.of("\"\"", text("a", 201), "7", "null"),
                "email must be",
                        List.of(
                                "\"\"",
                                "\"a" + longestEmail + "\"",
                                "\"alice\"",
                                "\"a@b@c\"",
                                "\"a b@c\"",
                                "7",
                                "null"),
                "password must be text of 1 to 200", List.of("\"\"", text("a", 201), "7", "null"),
                "age is not a field", List.of("7"));
        bad.forEach((detail, values) -> values.forEach(value -> {
            String field = detail.substring(0, detail.indexOf(' '));
            assertThat(refusedOnCreation("owner." + detail, "\"owner\":{\"" + field + "\":" + value + "}"))
                    .isEqualTo("#/owner/" + field);
        }));
        for (String owner : List.of("null", "[]", "\"alice\"")) {
            refusedOnCreation("owner must be a JSON object", "\"owner\":" + owner);
        }
        assertThat(refused(newApp(""), "owner is not a field", "\"owner\":{\"name\":\"Alice\"}"))
                .isEqualTo("#/owner");
    }
}
