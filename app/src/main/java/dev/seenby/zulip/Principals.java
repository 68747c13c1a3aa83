package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Those whom a call is about, by ids or by e-mail addresses. */
final class Principals {
    /** Of one call. */
    static final int MOST = 10_000;
    /** Of one call: each is looked up by itself. */
    static final int MOST_EMAILS = 1_000;

    private static final int AT_ONCE = 50;

    private final Directory directory;

    Principals(Services services) {
        this.directory = new Directory(services);
    }

    /** How a call names them; at most one of both has any. */
    record Named(List<Long> ids, List<String> emails) {
        static final Named NOBODY = new Named(List.of(), List.of());
    }

    /** @throws ZulipException 400 if it is no list of ids or addresses. @param value null = nobody */
    static Named named(String parameter, @Nullable JsonNode value) {
        if (value == null || value.isNull()) {
            return Named.NOBODY;
        }
        JsonNode list = Parameters.list(parameter, value);
        boolean areEmails = list.path(0).isTextual();
        int most = areEmails ? MOST_EMAILS : MOST;
        if (list.size() > most) {
            throw ZulipException.badRequest(parameter + " is too long (limit: " + most + " users)");
        }
        List<Long> ids = new ArrayList<>();
        List<String> emails = new ArrayList<>();
        for (JsonNode one : list) {
            String path = parameter + "[" + (ids.size() + emails.size()) + "]";
            if (!areEmails) {
                ids.add(Parameters.integer(path, one));
            } else if (one.isTextual()) {
                emails.add(one.textValue().strip());
            } else {
                throw ZulipException.badRequest(path + " is not a string");
            }
        }
        return new Named(ids, emails);
    }

    /** Each of them once, in the order in which they are named. Fails with 400 if one does not exist or is deactivated. */
    Future<List<Person>> people(App app, Named named) {
        Future<List<Person>> found = named.emails().isEmpty()
                ? directory.byIds(app, named.ids()).map(people -> inOrder(named.ids(), people))
                : byEmails(app, named.emails(), 0, new ArrayList<>());
        return found.map(Principals::mustBeActive);
    }

    private static List<Person> inOrder(List<Long> ids, Collection<Person> people) {
        Map<Long, Person> byId = new HashMap<>();
        people.forEach(person -> byId.put((long) person.zulipId(), person));
        return ids.stream()
                .map(id -> present(Optional.ofNullable(byId.get(id))))
                .toList();
    }

    private Future<List<Person>> byEmails(App app, List<String> emails, int from, List<Person> found) {
        if (from == emails.size()) {
            return Future.succeededFuture(found);
        }
        int to = Math.min(emails.size(), from + AT_ONCE);
        List<Future<Optional<Person>>> asked = emails.subList(from, to).stream()
                .map(email -> directory.byEmail(app, email))
                .toList();
        return Future.all(asked).compose(all -> {
            asked.forEach(one -> found.add(present(one.result())));
            return byEmails(app, emails, to, found);
        });
    }

    private static Person present(Optional<Person> found) {
        return found.orElseThrow(UserCalls::noSuchUser);
    }

    private static List<Person> mustBeActive(List<Person> people) {
        Map<Long, Person> eachOnce = new LinkedHashMap<>();
        for (Person person : people) {
            if (!person.active()) {
                throw ZulipException.badRequest("User is deactivated");
            }
            eachOnce.put(person.id(), person);
        }
        return List.copyOf(eachOnce.values());
    }
}
