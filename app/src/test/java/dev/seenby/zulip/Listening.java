package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Somebody's client that has registered, and takes events as they come. */
final class Listening {
    private final Client client;
    private final String queue;
    private long last = -1;

    /** @param types of events, JSON. @param more parameters of the call, names and values */
    Listening(Client client, String types, String... more) {
        this.client = client;
        String form = Client.form("event_types", types, "fetch_event_types", "[]")
                + (more.length == 0 ? "" : "&" + Client.form(more));
        Client.Answer answer = client.call(HttpMethod.POST, "/register", form);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        this.queue = answer.json().getString("queue_id");
    }

    Client.Answer ask(boolean wait) {
        return ask(client, wait);
    }

    /** @param at the same person at another server */
    Client.Answer ask(Client at, boolean wait) {
        return at.get("/events?queue_id=" + queue + "&last_event_id=" + last + "&dont_block=" + !wait);
    }

    CompletableFuture<Client.Answer> waits() {
        return CompletableFuture.supplyAsync(() -> ask(true));
    }

    /** All since the last time, without their ids, as JSON. */
    List<String> heard() {
        Client.Answer answer = ask(false);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
        JsonArray events = answer.json().getJsonArray("events");
        return events.stream()
                .map(JsonObject.class::cast)
                .map(event -> {
                    last = (int) event.remove("id");
                    return event.encode();
                })
                .toList();
    }

    /** The only one since the last time. */
    JsonObject one() {
        List<String> heard = heard();
        assertThat(heard).hasSize(1);
        return new JsonObject(heard.get(0));
    }
}
