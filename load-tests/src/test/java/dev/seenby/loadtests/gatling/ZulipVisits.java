package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.jsonPath;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** People with a Zulip client, who show their e-mail address and API key. */
final class ZulipVisits {
    private static final String API = "/api/v1/";
    private static final String PASSWORD = "white rabbit";

    private ZulipVisits() {}

    private record Person(int id, String basic) {
        static Person of(int id, String email, String key) {
            return new Person(
                    id,
                    "Basic "
                            + Base64.getEncoder().encodeToString((email + ":" + key).getBytes(StandardCharsets.UTF_8)));
        }
    }

    /** Makes people, channels and messages. @return what a visit is about, for each reader and channel */
    static List<Map<String, Object>> prepare(Target target, Target.App app, Size size) {
        Person owner = Person.of(0, app.ownerEmail(), app.ownerKey());
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < size.people(); i++) {
            people.add(person(target, app, owner, "z" + i + "@" + app.host()));
        }
        String ids = new JsonArray(people.stream().map(Person::id).toList()).encode();
        Person writer = people.get(0);
        List<Map<String, Object>> visits = new ArrayList<>();
        for (int i = 0; i < size.rooms(); i++) {
            String channel = "jam" + i;
            String wanted =
                    new JsonArray().add(new JsonObject().put("name", channel)).encode();
            call(target, app, owner, "users/me/subscriptions", "subscriptions", wanted, "principals", ids);
            for (int sent = 0; sent < size.messages(); sent++) {
                call(
                        target,
                        app,
                        writer,
                        "messages",
                        "type",
                        "channel",
                        "to",
                        channel,
                        "topic",
                        "tomorrow",
                        "content",
                        "Jam tomorrow.");
            }
            for (Person reader : people.subList(1, people.size())) {
                visits.add(Map.of(
                        "host", app.host(),
                        "room", channel,
                        "writer", writer.basic(),
                        "reader", reader.basic(),
                        "readerId", reader.id()));
            }
        }
        return visits;
    }

    private static Person person(Target target, Target.App app, Person owner, String email) {
        int id = call(
                        target,
                        app,
                        owner,
                        "users",
                        "email",
                        email,
                        "password",
                        PASSWORD,
                        "full_name",
                        email.substring(0, email.indexOf('@')) + " of the load")
                .getInteger("user_id");
        String key = call(target, app, owner, "fetch_api_key", "username", email, "password", PASSWORD)
                .getString("api_key");
        return Person.of(id, email, key);
    }

    private static JsonObject call(Target target, Target.App app, Person who, String call, String... pairs) {
        StringBuilder form = new StringBuilder();
        for (int i = 0; i < pairs.length; i += 2) {
            form.append(i == 0 ? "" : "&")
                    .append(pairs[i])
                    .append('=')
                    .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
        }
        return target.call(
                HttpMethod.POST,
                app.host(),
                API + call,
                Map.of("Authorization", who.basic(), "Content-Type", "application/x-www-form-urlencoded"),
                form.toString());
    }

    /** A reader opens a channel and reads it; sometimes somebody writes first, and sometimes the reader waits for it. */
    static ChainBuilder visit() {
        return exec(
                randomSwitch().on(percent(25).then(exec(channels()))),
                randomSwitch().on(percent(20).then(exec(write())), percent(5).then(waiting())),
                exec(newest()),
                exec(mark()),
                exec(receipts()));
    }

    static HttpRequestActionBuilder channels() {
        return get("users/me/subscriptions", "users/me/subscriptions");
    }

    static HttpRequestActionBuilder write() {
        return as("writer", http("zulip POST messages").post(API + "messages"))
                .formParam("type", "channel")
                .formParam("to", "#{room}")
                .formParam("topic", "tomorrow")
                .formParam("content", "Jam tomorrow.");
    }

    /** A client that has a queue of events is told what is written. */
    static ChainBuilder waiting() {
        return exec(
                post("register")
                        .formParam("event_types", "[\"message\"]")
                        .check(
                                jsonPath("$.queue_id").saveAs("queue"),
                                jsonPath("$.last_event_id").saveAs("event")),
                write(),
                get("events", "events")
                        .queryParam("queue_id", "#{queue}")
                        .queryParam("last_event_id", "#{event}")
                        .check(substring("Jam tomorrow.").exists()),
                as("reader", http("zulip DELETE events").delete(API + "events")).queryParam("queue_id", "#{queue}"));
    }

    /** The newest messages, whose ids are kept. */
    static HttpRequestActionBuilder newest() {
        return get("messages", "messages")
                .queryParam("anchor", "newest")
                .queryParam("num_before", "20")
                .queryParam("num_after", "0")
                .queryParam("narrow", "[{\"operator\":\"channel\",\"operand\":\"#{room}\"}]")
                .check(
                        jsonPath("$.messages[*].id").ofInt().findAll().saveAs("ids"),
                        jsonPath("$.messages[-1].id").saveAs("newest"));
    }

    static HttpRequestActionBuilder mark() {
        return post("messages/flags")
                .formParam("messages", session -> session.getList("ids").toString())
                .formParam("op", "add")
                .formParam("flag", "read");
    }

    /** Of the newest message, which the reader has read. */
    static HttpRequestActionBuilder receipts() {
        return get("messages/:id/read_receipts", "messages/#{newest}/read_receipts")
                .check(regex("\"user_ids\":\\[(?:\\d+,)*#{readerId}[,\\]]").exists());
    }

    /** As the reader. */
    private static HttpRequestActionBuilder get(String name, String path) {
        return as("reader", http("zulip GET " + name).get(API + path));
    }

    /** As the reader. */
    private static HttpRequestActionBuilder post(String path) {
        return as("reader", http("zulip POST " + path).post(API + path));
    }

    private static HttpRequestActionBuilder as(String who, HttpRequestActionBuilder request) {
        return request.header("Authorization", "#{" + who + "}")
                .check(status().is(200), substring("{\"result\":\"success\"").exists());
    }
}
