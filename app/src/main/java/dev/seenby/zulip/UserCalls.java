package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.App;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Tells who is there: bots too, and those who are deactivated; never those who are deleted. */
final class UserCalls {
    private final People people;
    private final Directory directory;

    UserCalls(Services services) {
        this.people = services.people();
        this.directory = new Directory(services);
    }

    List<Call> calls() {
        return List.of(
                Call.get("/users", this::list),
                Call.get(
                        "/users/:id",
                        request -> one(request, directory.byId(request.app(), Access.id(request.argument())))),
                Call.get(
                        "/users/:email",
                        request -> one(request, directory.byEmail(request.app(), request.argument()))));
    }

    static ZulipException noSuchUser() {
        return ZulipException.badRequest("No such user");
    }

    private static Future<Reply> one(Request request, Future<Optional<Person>> finding) {
        boolean withProfile = withProfile(request);
        return finding.map(found -> {
            Person person = found.orElseThrow(UserCalls::noSuchUser);
            ObjectNode json = StrictJson.newObject();
            json.set("user", UserJson.of(request.app(), person, withProfile));
            return Reply.of(json);
        });
    }

    /** Pictures are told as they are kept, so whether the client can make up some itself changes nothing. */
    private static boolean withProfile(Request request) {
        request.parameters().flag("client_gravatar");
        return request.parameters().flag("include_custom_profile_fields", false);
    }

    private Future<Reply> list(Request request) {
        App app = request.app();
        boolean withProfile = withProfile(request);
        List<Long> ids = ids(request.parameters().json("user_ids"));
        return PeopleList.of(
                "members",
                app,
                withProfile,
                ids == null ? PeopleList.everybody(people, app, person -> true) : number -> those(app, ids, number));
    }

    /** Each once, ascending; null = everybody. */
    private static @Nullable List<Long> ids(@Nullable JsonNode given) {
        if (given == null) {
            return null;
        }
        TreeSet<Long> ids = new TreeSet<>();
        int i = 0;
        for (JsonNode one : Parameters.list("user_ids", given)) {
            ids.add(Parameters.integer("user_ids[" + i++ + "]", one));
        }
        return new ArrayList<>(ids);
    }

    private Future<PeopleList.Part> those(App app, List<Long> ids, int number) {
        int to = Math.min(ids.size(), (number + 1) * PeopleList.PAGE);
        return directory
                .byIds(app, ids.subList(number * PeopleList.PAGE, to))
                .map(found -> new PeopleList.Part(
                        found.stream()
                                .sorted(Comparator.comparingInt(Person::zulipId))
                                .toList(),
                        to == ids.size()));
    }
}
