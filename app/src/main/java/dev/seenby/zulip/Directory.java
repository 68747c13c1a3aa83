package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Finds people as clients name them: by id, or by e-mail address, be it their own or one that is made up for them. */
final class Directory {
    /** What storage takes at once. */
    private static final int AT_ONCE = 1_000;

    private final People people;

    Directory(Services services) {
        this.people = services.people();
    }

    /** @param id of any size */
    Future<Optional<Person>> byId(App app, long id) {
        return byIds(app, List.of(id)).map(found -> found.stream().findFirst());
    }

    /** Those that exist, in no particular order. @param ids of any number and size */
    Future<List<Person>> byIds(App app, Collection<Long> ids) {
        List<Integer> possible = ids.stream()
                .filter(id -> id > 0 && id <= Integer.MAX_VALUE)
                .map(Long::intValue)
                .distinct()
                .toList();
        List<Future<List<Person>>> parts = new ArrayList<>();
        for (int from = 0; from < possible.size(); from += AT_ONCE) {
            parts.add(people.byZulipIds(
                    app.sdkAppId(), possible.subList(from, Math.min(possible.size(), from + AT_ONCE))));
        }
        return Future.all(parts)
                .map(all ->
                        parts.stream().flatMap(part -> part.result().stream()).toList());
    }

    /** @param email of any sort, compared regardless of case */
    Future<Optional<Person>> byEmail(App app, String email) {
        if (!StrictJson.storable(email)) {
            return Future.succeededFuture(Optional.empty());
        }
        return people.byEmail(app.sdkAppId(), email)
                .compose(found -> found.isPresent() ? Future.succeededFuture(found) : byMadeUpEmail(app, email));
    }

    private Future<Optional<Person>> byMadeUpEmail(App app, String email) {
        return Names.zulipIdOf(email)
                .map(id -> byId(app, id)
                        .map(found ->
                                found.filter(person -> Names.email(app, person).equalsIgnoreCase(email))))
                .orElseGet(() -> Future.succeededFuture(Optional.empty()));
    }
}
