package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Person;
import java.util.List;
import java.util.Objects;

/**
 * People as the API writes them. Nobody's presence is known: all are {@code offline}, in UTC. What the storage has no
 * member for stands in the person's details, under {@link MessageJson#PAYLOAD}.
 */
final class UserJson {
    static final String VERIFIED = "verified";
    /** Whether a bot has the role of a user too. */
    static final String USER_TOO = "userToo";

    private static final List<String> TEXTS = List.of("bio", "nickname", "statusText");
    private static final String CUSTOM_FIELDS = "customFields";

    private UserJson() {}

    /** The caller, as {@code me} and {@code login} show them. */
    static ObjectNode me(Person person) {
        ObjectNode json = StrictJson.newObject()
                .put("_id", person.rocketChatId())
                .put("name", person.name())
                .put("username", person.username());
        putEmails(json, person);
        json.put("status", "offline")
                .put("statusConnection", "offline")
                .put("utcOffset", 0)
                .put("active", person.active());
        putRoles(json, person);
        ObjectNode settings = json.putObject("settings");
        settings.putObject("profile");
        settings.putObject("calendar");
        settings.putObject("preferences");
        json.put("avatarUrl", Objects.requireNonNullElse(person.avatarUrl(), ""))
                .put("isOAuthUser", false);
        putTimes(json, person);
        putDetails(json, person, true);
        return json;
    }

    /** Somebody who was just made. */
    static ObjectNode created(Person person) {
        ObjectNode json = StrictJson.newObject()
                .put("_id", person.rocketChatId())
                .put("username", person.username())
                .put("name", person.name());
        putEmails(json, person);
        json.put("type", type(person)).put("status", "offline").put("active", person.active());
        putRoles(json, person);
        json.put("createdAt", Times.iso(person.createdAt()));
        json.putObject("settings");
        putDetails(json, person, true);
        return json.put("_updatedAt", Times.iso(person.createdAt()));
    }

    /** @param full whether the caller may know all */
    static ObjectNode info(Person person, boolean full) {
        ObjectNode json = StrictJson.newObject()
                .put("_id", person.rocketChatId())
                .put("username", person.username())
                .put("name", person.name())
                .put("status", "offline")
                .put("active", person.active())
                .put("type", type(person))
                .put("utcOffset", 0);
        if (full) {
            putEmails(json, person);
            putRoles(json, person);
            putTimes(json, person);
        }
        putDetails(json, person, full);
        return json;
    }

    /** One of a list. @param full whether the caller may know all */
    static ObjectNode listed(Person person, boolean full) {
        ObjectNode json = StrictJson.newObject()
                .put("_id", person.rocketChatId())
                .put("username", person.username())
                .put("name", person.name())
                .put("status", "offline");
        if (full) {
            putRoles(json, person);
            putEmails(json, person);
        }
        return json.put("active", person.active()).put("type", type(person));
    }

    static boolean isUserToo(Person person) {
        return details(person).path(USER_TOO).asBoolean();
    }

    private static JsonNode details(Person person) {
        return StrictJson.value(person.details())
                .map(all -> all.path(MessageJson.PAYLOAD))
                .orElseGet(StrictJson::newObject);
    }

    private static String type(Person person) {
        return person.bot() ? "bot" : "user";
    }

    private static void putEmails(ObjectNode json, Person person) {
        var emails = json.putArray("emails");
        if (person.email() != null) {
            emails.addObject()
                    .put("address", person.email())
                    .put(VERIFIED, details(person).path(VERIFIED).asBoolean());
        }
    }

    private static void putRoles(ObjectNode json, Person person) {
        var roles = json.putArray("roles");
        Caller.roles(person).forEach(roles::add);
    }

    /** When the person last changed is not kept. */
    private static void putTimes(ObjectNode json, Person person) {
        String made = Times.iso(person.createdAt());
        json.put("createdAt", made).put("_updatedAt", made);
    }

    private static void putDetails(ObjectNode json, Person person, boolean full) {
        JsonNode details = details(person);
        for (String name : TEXTS) {
            if (details.has(name)) {
                json.set(name, details.get(name));
            }
        }
        if (full && details.has(CUSTOM_FIELDS)) {
            json.set(CUSTOM_FIELDS, details.get(CUSTOM_FIELDS));
        }
    }
}
