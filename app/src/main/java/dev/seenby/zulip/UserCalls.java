package dev.seenby.zulip;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.Output;
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
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/** Tells who is there: bots too, and those who are deactivated; never those who are deleted. */
final class UserCalls {
    private static final int PAGE = 1_000;

    /** People on their way out. @param last whether none come after them */
    private record Part(List<Person> people, boolean last) {}

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
        IntFunction<Future<Part>> parts = ids == null ? number -> all(app, number) : number -> those(app, ids, number);
        // The first are looked up before anything is sent, so that a failure can still be told.
        return parts.apply(0).map(first -> output -> {
            output.add(",\"members\":[");
            return new Writing(app, withProfile, parts, output).from(first, 0).map(written -> {
                output.add("]");
                return null;
            });
        });
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

    private Future<Part> all(App app, int number) {
        return people.list(app.sdkAppId(), (long) number * PAGE, PAGE)
                .map(page -> new Part(page.items(), page.items().size() < PAGE));
    }

    private Future<Part> those(App app, List<Long> ids, int number) {
        int to = Math.min(ids.size(), (number + 1) * PAGE);
        return directory
                .byIds(app, ids.subList(number * PAGE, to))
                .map(found -> new Part(
                        found.stream()
                                .sorted(Comparator.comparingInt(Person::zulipId))
                                .toList(),
                        to == ids.size()));
    }

    /** The people of one answer on their way out, some at a time. */
    private static final class Writing {
        private final App app;
        private final boolean withProfile;
        private final IntFunction<Future<Part>> parts;
        private final Output output;
        private boolean any;

        Writing(App app, boolean withProfile, IntFunction<Future<Part>> parts, Output output) {
            this.app = app;
            this.withProfile = withProfile;
            this.parts = parts;
            this.output = output;
        }

        Future<Void> from(Part part, int number) {
            for (Person person : part.people()) {
                output.add(any ? "," : "").add(StrictJson.bytes(UserJson.of(app, person, withProfile)));
                any = true;
            }
            return output.flush()
                    .compose(flushed -> part.last()
                            ? Future.succeededFuture()
                            : parts.apply(number + 1).compose(next -> from(next, number + 1)));
        }
    }
}
