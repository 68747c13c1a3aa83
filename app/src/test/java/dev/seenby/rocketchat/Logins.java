package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Person;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;

/** People with a password, and how they sign in. */
final class Logins {
    static final String PASSWORD = "wonder&land";
    static final String UNAUTHORIZED =
            "{\"success\":false,\"status\":\"error\",\"error\":\"Unauthorized\",\"message\":\"Unauthorized\"}";

    private Logins() {}

    /** A member of the workspace who has {@link #PASSWORD}. */
    static Client withPassword(Client workspace, String username) {
        Client person = workspace.server().person(workspace, username, Person.Role.MEMBER);
        Services services = workspace.server().services();
        Credential password = await(services.passwords().credential(PASSWORD));
        await(services.credentials().add(person.person().id(), password));
        return person;
    }

    static JsonObject of(String username) {
        return new JsonObject().put("user", username).put("password", PASSWORD);
    }

    /** Somebody who shows no token sends this body. */
    static Client.Answer login(Client to, String type, String body) {
        return to.raw(
                HttpMethod.POST,
                "/api/v1/login",
                body,
                MultiMap.caseInsensitiveMultiMap().add("Content-Type", type));
    }

    static Client.Answer login(Client to, JsonObject body) {
        return login(to, "application/json", body.encode());
    }

    /** What came of doing something so many times at the same time. */
    static <T> List<T> atOnce(int times, Supplier<T> act) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(times);
        try {
            List<Callable<T>> acts = new ArrayList<>();
            for (int i = 0; i < times; i++) {
                acts.add(act::get);
            }
            List<T> results = new ArrayList<>();
            for (Future<T> done : threads.invokeAll(acts)) {
                results.add(done.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
