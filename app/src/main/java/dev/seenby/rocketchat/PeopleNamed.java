package dev.seenby.rocketchat;

import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Finds the people that a call's body names. */
final class PeopleNamed {
    /** How many a call may name. */
    static final int MOST = 1_000;

    private final People people;

    PeopleNamed(People people) {
        this.people = people;
    }

    /** By {@code userId}, {@code username} or {@code user}, which is a username too. Fails with error-invalid-user. */
    Future<Person> one(Caller caller, Body body) {
        String id = first(body, "userId");
        String username = first(body, "username", "user");
        if (id.isEmpty() && username.isEmpty()) {
            throw RocketChatException.coded(
                    "The required \"userId\" or \"username\" param was not provided", "error-user-param-not-provided");
        }
        return find(caller, !id.isEmpty(), List.of(id.isEmpty() ? username : id))
                .map(found -> found.stream()
                        .findFirst()
                        .orElseThrow(() -> RocketChatException.coded(
                                "The required \"userId\" or \"username\" param provided does not match any users",
                                "error-invalid-user")));
    }

    /** As {@link #one}, and by {@code userIds} or {@code usernames}; those who do not exist are left out. */
    Future<List<Person>> all(Caller caller, Body body) {
        boolean byId = body.has("userIds") || !first(body, "userId").isEmpty();
        List<String> names = new ArrayList<>(body.texts(byId ? "userIds" : "usernames", MOST - 1));
        names.add(byId ? first(body, "userId") : first(body, "username", "user"));
        names.removeIf(String::isBlank);
        if (names.isEmpty()) {
            throw RocketChatException.coded(
                    "Please provide \"userId\" or \"username\" or \"userIds\" or \"usernames\" as param",
                    "error-users-params-not-provided");
        }
        return find(caller, byId, names);
    }

    private Future<List<Person>> find(Caller caller, boolean byId, List<String> names) {
        long app = caller.person().app();
        return byId ? people.byRocketChatIds(app, names) : people.byUsernames(app, names);
    }

    /** The first that is there and not blank, else empty. */
    private static String first(Body body, String... names) {
        for (String name : names) {
            String value = body.text(name);
            if (value != null && !value.isBlank()) {
                return value.strip();
            }
        }
        return "";
    }
}
