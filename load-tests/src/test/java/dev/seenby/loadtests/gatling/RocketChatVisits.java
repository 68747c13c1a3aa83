package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.exec;
import static io.gatling.javaapi.core.CoreDsl.percent;
import static io.gatling.javaapi.core.CoreDsl.randomSwitch;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.substring;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.http.HttpRequestActionBuilder;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** People with a Rocket.Chat client, who have been signed in. */
final class RocketChatVisits {
    private static final String API = "/api/v1/";
    private static final String PASSWORD = "white rabbit";

    private RocketChatVisits() {}

    private record Person(String name, String id, String token) {}

    /** Makes people, channels and messages. @return what a visit is about, for each reader and channel */
    static List<Map<String, Object>> prepare(Target target, Target.App app, Size size) {
        Person owner = new Person("owner", app.ownerId(), app.ownerToken());
        List<Person> people = new ArrayList<>();
        for (int i = 0; i < size.people(); i++) {
            people.add(person(target, app, owner, "r" + i));
        }
        Person writer = people.get(0);
        List<Map<String, Object>> visits = new ArrayList<>();
        for (int i = 0; i < size.rooms(); i++) {
            String room = call(
                            target,
                            app,
                            owner,
                            "channels.create",
                            new JsonObject()
                                    .put("name", "cake" + i)
                                    .put(
                                            "members",
                                            people.stream().map(Person::name).toList()))
                    .getJsonObject("channel")
                    .getString("_id");
            String parent = "";
            for (int sent = 0; sent < size.messages(); sent++) {
                parent = call(target, app, writer, "chat.sendMessage", new JsonObject(message(room, "")))
                        .getJsonObject("message")
                        .getString("_id");
            }
            for (Person reader : people.subList(1, people.size())) {
                visits.add(Map.of(
                        "host", app.host(),
                        "room", room,
                        "thread", parent,
                        "writerId", writer.id(),
                        "writerToken", writer.token(),
                        "readerId", reader.id(),
                        "readerToken", reader.token()));
            }
        }
        return visits;
    }

    private static Person person(Target target, Target.App app, Person owner, String name) {
        call(
                target,
                app,
                owner,
                "users.create",
                new JsonObject()
                        .put("username", name)
                        .put("name", name)
                        .put("email", name + "@" + app.host())
                        .put("password", PASSWORD));
        JsonObject signedIn = call(
                        target,
                        app,
                        owner,
                        "login",
                        new JsonObject().put("user", name).put("password", PASSWORD))
                .getJsonObject("data");
        return new Person(name, signedIn.getString("userId"), signedIn.getString("authToken"));
    }

    private static JsonObject call(Target target, Target.App app, Person who, String call, JsonObject body) {
        return target.call(
                HttpMethod.POST,
                app.host(),
                API + call,
                Map.of("X-User-Id", who.id(), "X-Auth-Token", who.token(), "Content-Type", "application/json"),
                body.encode());
    }

    private static String message(String room, String thread) {
        return "{\"message\":{\"rid\":\"" + room + "\",\"msg\":\"Cake is served.\""
                + (thread.isEmpty() ? "" : ",\"tmid\":\"" + thread + "\"") + "}}";
    }

    /** A reader opens a channel and reads it; sometimes somebody writes first, and sometimes there is a thread. */
    static ChainBuilder visit() {
        return exec(
                randomSwitch().on(percent(25).then(exec(rooms()))),
                randomSwitch().on(percent(25).then(exec(write()))),
                exec(history()),
                exec(read()),
                exec(receipts()),
                randomSwitch().on(percent(10).then(exec(reply(), thread()))));
    }

    static HttpRequestActionBuilder rooms() {
        return get("subscriptions.get");
    }

    static HttpRequestActionBuilder write() {
        return post("writer", "chat.sendMessage", message("#{room}", ""));
    }

    /** The newest messages, the first of which is kept. */
    static HttpRequestActionBuilder history() {
        return get("channels.history")
                .queryParam("roomId", "#{room}")
                .queryParam("count", "20")
                .queryParam("showThreadMessages", "false")
                .check(regex("\\{\"_id\":\"([^\"]+)\",\"rid\"").saveAs("newest"));
    }

    static HttpRequestActionBuilder read() {
        return post("reader", "subscriptions.read", "{\"rid\":\"#{room}\"}");
    }

    /** Of the newest message, which the reader has read. */
    static HttpRequestActionBuilder receipts() {
        return get("chat.getMessageReadReceipts")
                .queryParam("messageId", "#{newest}")
                .check(substring("\"userId\":\"#{readerId}\"").exists());
    }

    static HttpRequestActionBuilder reply() {
        return post("reader", "chat.sendMessage", message("#{room}", "#{thread}"));
    }

    static HttpRequestActionBuilder thread() {
        return get("chat.getThreadMessages")
                .queryParam("tmid", "#{thread}")
                .check(substring("\"tmid\":\"#{thread}\"").exists());
    }

    private static HttpRequestActionBuilder get(String call) {
        return as("reader", http("rocketchat " + call).get(API + call));
    }

    private static HttpRequestActionBuilder post(String who, String call, String body) {
        return as(who, http("rocketchat " + call).post(API + call))
                .header("Content-Type", "application/json")
                .body(StringBody(body));
    }

    private static HttpRequestActionBuilder as(String who, HttpRequestActionBuilder request) {
        return request.header("X-User-Id", "#{" + who + "Id}")
                .header("X-Auth-Token", "#{" + who + "Token}")
                .check(status().is(200), substring("\"success\":true}").exists());
    }
}
