package dev.seenby.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.Json;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Olga sets each field of an app as far as it goes, and one further; when she makes it, and later. */
class AppFieldsTest extends AppBodies {
    private static final String INTEGER = "must be an integer from ";

    private static final List<String> NO_WHOLE_NUMBERS =
            List.of("\"5\"", "5.0", "5e0", "true", "[5]", "{}", "99999999999999999999");

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
            JsonObject before = shown(app);
            field.bad()
                    .forEach((detail, values) -> values.forEach(value -> {
                        assertThat(refusedOnCreation(field.name() + " " + detail, member(field, value)))
                                .isEqualTo("#/" + field.name());
                        assertThat(refused(app, field.name() + " " + detail, member(field, value)))
                                .isEqualTo("#/" + field.name());
                    }));
            assertThat(shown(app)).as("nothing of it was done").isEqualTo(before);
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
    void nullTakesASettingBackAndWhatIsNotNamedStays() {
        String app = newApp("");
        JsonObject plain = shown(app);
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
        assertThat(shown(app)).isEqualTo(plain);
        assertThat(patched(app, "")).as("an empty patch changes nothing").isEqualTo(plain);
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
}
