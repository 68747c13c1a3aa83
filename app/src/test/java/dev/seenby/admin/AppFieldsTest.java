package dev.seenby.admin;

import static dev.seenby.admin.Olga.APPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Olga sets each field of an app as far as it goes, and one further; when she makes it, and later. */
@ExtendWith(RealServers.Shared.class)
class AppFieldsTest {
    private static final String LABEL = "a".repeat(63);
    /** 253 characters, as long as a host name can be. */
    private static final String LONGEST_HOST = String.join(".", LABEL, LABEL, LABEL, "a".repeat(61));

    private static final String INTEGER = "must be an integer from ";

    private static final List<String> NO_WHOLE_NUMBERS =
            List.of("\"5\"", "5.0", "5e0", "true", "[5]", "{}", "99999999999999999999");

    private static Olga olga;
    private static int made;

    @BeforeAll
    static void start() {
        olga = new Olga();
    }

    @AfterAll
    static void stop() {
        olga.close();
    }

    /** @param good JSON values within the bounds. @param bad JSON values that are refused, by the beginning of what is said */
    private record Field(String name, List<String> good, Map<String, List<String>> bad) {}

    private static Stream<Field> settings() {
        return Stream.of(
                new Field(
                        "name",
                        List.of("\"a\"", text("a", 200), text("\uD83D\uDC40", 200), "\" a \""),
                        Map.of(
                                "must be text of 1 to 200 printable characters",
                                List.of(
                                        "\"\"",
                                        "\" \"",
                                        text("a", 201),
                                        text("\uD83D\uDC40", 201),
                                        "7",
                                        "null",
                                        "[]",
                                        "{}",
                                        "\"a\\u0000\"",
                                        "\"a\\n\"",
                                        "\"a\\u009f\"",
                                        "\"a\\ud800\""))),
                numbers("callsPerSecond", 1, 100_000),
                numbers("ceilingPerSecond", 0, 100_000),
                numbers("callsPerSecondPerPerson", 0, 100_000),
                numbers("messagesPerSecondPerGroup", 0, 100_000),
                numbers("keepReadsDays", 0, 36_500),
                new Field(
                        "features",
                        List.of(
                                "{}",
                                "{\"tencent\":false}",
                                "{\"tencent\":true,\"rocketchat\":false,\"zulip\":false}",
                                "{\"tencent\":false,\"rocketchat\":false,\"zulip\":false}"),
                        Map.of("must be a JSON object", List.of("[]", "\"zulip\"", "false"))));
    }

    private static Field numbers(String name, int least, int most) {
        List<String> bad = new ArrayList<>(NO_WHOLE_NUMBERS);
        bad.add(Integer.toString(least - 1));
        bad.add(Integer.toString(most + 1));
        return new Field(
                name,
                Stream.of(least, least + 1, most - 1, most).map(String::valueOf).toList(),
                Map.of(INTEGER + least + " to " + most, bad));
    }

    @Test
    void eachSettingGoesAsFarAsItsBoundsAndNotFurther() {
        String app = newApp("");
        settings().forEach(field -> {
            for (String value : field.good()) {
                shows(patched(app, member(field, value)), field, value);
            }
            String most = field.good().get(field.good().size() - 1);
            shows(created(member(field, most)), field, most);
            shows(
                    created(member(field, field.good().get(0))),
                    field,
                    field.good().get(0));
            JsonObject before = Olga.body(200, olga.get(app));
            field.bad()
                    .forEach((detail, values) -> values.forEach(value -> {
                        assertThat(refusedOnCreation(field.name() + " " + detail, member(field, value)))
                                .isEqualTo("#/" + field.name());
                        assertThat(refused(app, field.name() + " " + detail, member(field, value)))
                                .isEqualTo("#/" + field.name());
                    }));
            assertThat(Olga.body(200, olga.get(app)))
                    .as("nothing of it was done")
                    .isEqualTo(before);
            if (!field.name().equals("name")) {
                refusedOnCreation(field.name() + " must be", "\"" + field.name() + "\":null");
            }
        });
    }

    @Test
    void theIdIsChosenOnceWithinItsBounds() {
        for (long id : new long[] {1, 2, 4_294_967_294L, 4_294_967_295L}) {
            assertThat(created("\"sdkAppId\":" + id).getLong("sdkAppId")).isEqualTo(id);
        }
        List<String> bad = new ArrayList<>(NO_WHOLE_NUMBERS);
        bad.addAll(List.of("0", "-1", "4294967296", "null"));
        for (String id : bad) {
            refusedOnCreation("sdkAppId " + INTEGER + "1 to 4294967295", "\"sdkAppId\":" + id);
        }
        assertThat(refused(newApp(""), "sdkAppId is not a field", "\"sdkAppId\":7"))
                .isEqualTo("#/sdkAppId");
    }

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
    void callsAreLimitedOneByOne() {
        String app = newApp("");
        Map<String, Integer> most = Olga.CALLS.stream().limit(200).collect(Collectors.toMap(call -> call, call -> 1));
        assertThat(patched(app, "\"callLimits\":" + Json.encode(most)).getJsonObject("callLimits"))
                .hasSize(200);
        Map<String, Integer> oneMore = Olga.CALLS.stream().collect(Collectors.toMap(call -> call, call -> 1));
        assertThat(refused(app, "callLimits must be of at most 200 calls", "\"callLimits\":" + Json.encode(oneMore)))
                .isEqualTo("#/callLimits");

        String call = most.keySet().iterator().next();
        JsonObject roomy = patched(app, "\"callLimits\":{\"" + call + "\":100000}");
        assertThat(roomy.getJsonObject("callLimits").getInteger(call)).isEqualTo(100_000);
        assertThat(roomy.getJsonObject("callLimits")).as("others stay").hasSize(200);
        for (String limit : List.of("0", "100001", "\"5\"", "1.5", "{}")) {
            assertThat(refused(
                            app,
                            "callLimits." + call + " " + INTEGER + "1 to 100000",
                            "\"callLimits\":{\"" + call + "\":" + limit + "}"))
                    .isEqualTo("#/callLimits/" + call.replace(" ", "%20").replace("/", "~1"));
        }
        assertThat(refused(app, "callLimits.no~such/call is not the name", "\"callLimits\":{\"no~such/call\":5}"))
                .isEqualTo("#/callLimits/no~0such~1call");
        refused(app, "callLimits must be a JSON object", "\"callLimits\":[]");
        refusedOnCreation("callLimits." + call + " " + INTEGER, "\"callLimits\":{\"" + call + "\":null}");
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
    void featuresAreSwitchesByName() {
        String app = newApp("\"features\":{\"zulip\":false}");
        refused(app, "features.telegram is not a field; fields are", "\"features\":{\"telegram\":true}");
        for (String value : List.of("\"no\"", "0", "{}")) {
            assertThat(refused(app, "features.zulip must be true or false", "\"features\":{\"zulip\":" + value + "}"))
                    .isEqualTo("#/features/zulip");
        }
        refusedOnCreation("features.zulip must be true or false", "\"features\":{\"zulip\":null}");
        assertThat(patched(app, "\"features\":{\"tencent\":false}").getJsonObject("features"))
                .as("others stay")
                .isEqualTo(new JsonObject("{\"tencent\":false,\"rocketchat\":true,\"zulip\":false}"));
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

    @Test
    void nullTakesASettingBackAndWhatIsNotNamedStays() {
        String app = newApp("");
        JsonObject plain = Olga.body(200, olga.get(app));
        Map<String, String> all = Map.of(
                "callsPerSecond", "5",
                "ceilingPerSecond", "6",
                "callsPerSecondPerPerson", "7",
                "messagesPerSecondPerGroup", "8",
                "keepReadsDays", "9",
                "callLimits", "{\"POST api/v1/call1\":3,\"POST api/v1/call2\":4}",
                "features", "{\"zulip\":false,\"tencent\":false}",
                "webhook", "{\"url\":\"http://a/\",\"events\":[\"sent\"]}");
        JsonObject full = patched(
                app,
                all.entrySet().stream()
                        .map(field -> "\"" + field.getKey() + "\":" + field.getValue())
                        .collect(Collectors.joining(",")));
        assertThat(full.fieldNames()).containsAll(all.keySet());

        JsonObject part = patched(
                app,
                "\"callLimits\":{\"POST api/v1/call1\":null},\"features\":{\"tencent\":null},\"webhook\":{\"events\":null}");
        assertThat(part.getJsonObject("callLimits")).isEqualTo(new JsonObject("{\"POST api/v1/call2\":4}"));
        assertThat(part.getJsonObject("features"))
                .isEqualTo(new JsonObject("{\"tencent\":true,\"rocketchat\":true,\"zulip\":false}"));
        assertThat(part.getJsonObject("webhook").getJsonArray("events")).isEqualTo(new JsonArray().add("read"));

        JsonObject left = part.copy();
        for (String field : all.keySet()) {
            JsonObject now = patched(app, "\"" + field + "\":null");
            left.remove(field);
            JsonObject others = now.copy();
            others.remove(field);
            JsonObject expected = left.copy();
            plain.forEach(had -> expected.put(had.getKey(), now.getValue(had.getKey())));
            expected.remove(field);
            assertThat(others).as("after " + field).isEqualTo(expected);
        }
        assertThat(Olga.body(200, olga.get(app))).isEqualTo(plain);
        assertThat(patched(app, "")).as("an empty patch changes nothing").isEqualTo(plain);
    }

    private static String text(String one, int times) {
        return "\"" + one.repeat(times) + "\"";
    }

    private static String member(Field field, String value) {
        return "\"" + field.name() + "\":" + value;
    }

    /** What is as it is unless asked for is not shown, and features are shown whole. */
    private static void shows(JsonObject app, Field field, String value) {
        if (value.equals("0") || value.equals("{}")) {
            assertThat(app.containsKey(field.name())).isFalse();
        } else if (field.name().equals("features")) {
            new JsonObject(value).forEach(feature -> assertThat(
                            app.getJsonObject(field.name()).getValue(feature.getKey()))
                    .isEqualTo(feature.getValue()));
        } else {
            assertThat(Json.encode(app.getValue(field.name()))).isEqualTo(value);
        }
    }

    /** Its path; it has a host of its own. @param members JSON of further fields */
    private static String newApp(String members) {
        return APPS + "/" + created(members).getLong("sdkAppId");
    }

    private static JsonObject created(String members) {
        return Olga.body(201, olga.create(whole(members)));
    }

    private static String whole(String members) {
        String name = members.startsWith("\"name\"") ? "" : "\"name\":\"acme\",";
        String host = "\"hosts\":[\"made" + ++made + ".example\"]";
        return "{" + name + host + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private static JsonObject patched(String app, String members) {
        JsonObject changed = Olga.body(200, olga.patch(app, "{" + members + "}"));
        JsonObject withoutSecret = changed.copy();
        if (withoutSecret.getJsonObject("webhook") != null) {
            withoutSecret.getJsonObject("webhook").remove("secret");
        }
        assertThat(Olga.body(200, olga.get(app))).isEqualTo(withoutSecret);
        return withoutSecret;
    }

    private static String refusedOnCreation(String detail, String members) {
        return String.valueOf(Olga.problem(400, detail, olga.create(whole(members))));
    }

    private static String refused(String app, String detail, String members) {
        return String.valueOf(Olga.problem(400, detail, olga.patch(app, "{" + members + "}")));
    }
}
