package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The people of a direct conversation, as clients name them: a JSON list of ids, or of addresses; or addresses with commas. */
final class Recipients {
    /** People in one direct conversation. */
    static final int MOST = 100;

    private final Directory directory;

    Recipients(Services services) {
        this.directory = new Directory(services);
    }

    /**
     * @param ids as they were written, by value; empty if addresses were given
     * @param emails empty if ids were given
     */
    record Named(Map<Long, String> ids, Set<String> emails) {}

    /** @param to null = absent. @throws ZulipException 400 if they are named in another way, or none or too many are */
    static Named named(@Nullable String to) {
        Named named = to == null ? new Named(Map.of(), Set.of()) : parsed(to);
        if (named.ids().isEmpty() && named.emails().isEmpty()) {
            throw ZulipException.badRequest("Message must have recipients");
        }
        if (named.ids().size() > MOST || named.emails().size() > MOST) {
            throw tooMany();
        }
        return named;
    }

    private static ZulipException tooMany() {
        return ZulipException.badRequest("Direct messages cannot have more than " + MOST + " participants.");
    }

    private static Named parsed(String to) {
        Optional<JsonNode> json = StrictJson.value(to);
        if (json.isEmpty() || json.get().isTextual()) {
            return emails(Arrays.asList(json.map(JsonNode::textValue).orElse(to).split(",", -1)));
        }
        JsonNode list = json.get();
        if (!list.isArray()
                || !list.isEmpty() && !list.get(0).isTextual() && !list.get(0).isIntegralNumber()) {
            throw ZulipException.badRequest("Invalid data type for recipients");
        }
        return !list.isEmpty() && list.get(0).isTextual() ? emails(texts(list)) : ids(list);
    }

    private static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        for (JsonNode one : list) {
            if (!one.isTextual()) {
                throw mixed();
            }
            texts.add(one.textValue());
        }
        return texts;
    }

    private static Named ids(JsonNode list) {
        Map<Long, String> ids = new LinkedHashMap<>();
        for (JsonNode one : list) {
            if (!one.isIntegralNumber()) {
                throw mixed();
            }
            ids.put(Parameters.integer("to", one), one.asText());
        }
        return new Named(ids, Set.of());
    }

    private static Named emails(List<String> given) {
        return new Named(
                Map.of(),
                given.stream()
                        .map(String::strip)
                        .filter(email -> !email.isEmpty())
                        .collect(Collectors.toCollection(LinkedHashSet::new)));
    }

    private static ZulipException mixed() {
        return ZulipException.badRequest("Recipient lists may contain emails or user IDs, but not both.");
    }

    /** All who are named. Fails with 400 if somebody is not there or deactivated, or all and the sender are too many. */
    Future<Set<Person>> people(App app, Person sender, Named named) {
        Future<Set<Person>> found = named.ids().isEmpty() ? byEmails(app, named.emails()) : byIds(app, named.ids());
        return found.map(people -> {
            for (Person person : people) {
                if (!person.active()) {
                    throw ZulipException.badRequest("'" + Names.email(app, person) + "' is no longer using Zulip.");
                }
            }
            Set<Person> all = new LinkedHashSet<>(people);
            all.removeIf(person -> person.id() == sender.id());
            all.add(sender);
            if (all.size() > MOST) {
                throw tooMany();
            }
            return all;
        });
    }

    private Future<Set<Person>> byIds(App app, Map<Long, String> ids) {
        return directory.byIds(app, ids.keySet()).map(found -> {
            Map<Long, Person> people =
                    found.stream().collect(Collectors.toMap(person -> (long) person.zulipId(), Function.identity()));
            Set<Person> all = new LinkedHashSet<>();
            ids.forEach((id, written) -> {
                Person person = people.get(id);
                if (person == null) {
                    throw ZulipException.badRequest("Invalid user ID " + written);
                }
                all.add(person);
            });
            return all;
        });
    }

    private Future<Set<Person>> byEmails(App app, Set<String> emails) {
        Map<String, Future<Optional<Person>>> asked = new LinkedHashMap<>();
        for (String email : emails) {
            if (!StrictJson.storable(email)) {
                throw invalid(email);
            }
            asked.put(email, directory.byEmail(app, email));
        }
        return Future.all(List.copyOf(asked.values())).map(done -> {
            Set<Person> all = new LinkedHashSet<>();
            asked.forEach((email, found) ->
                    all.add(Objects.requireNonNull(found.result()).orElseThrow(() -> invalid(email))));
            return all;
        });
    }

    private static ZulipException invalid(String email) {
        return ZulipException.badRequest("Invalid email '" + email + "'");
    }
}
