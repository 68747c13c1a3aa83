package dev.seenby.zulip;

import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.App;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.Predicate;

/** A list of people, looked up in parts and sent while it is written. */
final class PeopleList implements Reply {
    static final int PAGE = 1_000;

    /** Some people. @param last whether none come after them */
    record Part(List<Person> people, boolean last) {}

    private final String name;
    private final App app;
    private final boolean withProfile;
    private final IntFunction<Future<Part>> parts;
    private final Part first;

    private PeopleList(String name, App app, boolean withProfile, IntFunction<Future<Part>> parts, Part first) {
        this.name = name;
        this.app = app;
        this.withProfile = withProfile;
        this.parts = parts;
        this.first = first;
    }

    /**
     * The first are looked up now, before anything is sent, so that a failure can still be told.
     *
     * @param name what the list is called
     * @param withProfile as in {@link UserJson#of}
     * @param parts by number, from 0 on
     */
    static Future<Reply> of(String name, App app, boolean withProfile, IntFunction<Future<Part>> parts) {
        return parts.apply(0).map(first -> new PeopleList(name, app, withProfile, parts, first));
    }

    /** All people of an app who are wanted. */
    static IntFunction<Future<Part>> everybody(People people, App app, Predicate<Person> wanted) {
        return number -> people.list(app.sdkAppId(), (long) number * PAGE, PAGE)
                .map(page -> new Part(
                        page.items().stream().filter(wanted).toList(),
                        page.items().size() < PAGE));
    }

    @Override
    public Future<Void> writeTo(Output output) {
        output.add(",\"" + name + "\":[");
        return write(output, first, 0, false).map(written -> {
            output.add("]");
            return null;
        });
    }

    /** @param any whether somebody was written before */
    private Future<Void> write(Output output, Part part, int number, boolean any) {
        boolean more = any;
        for (Person person : part.people()) {
            output.add(more ? "," : "").add(StrictJson.bytes(UserJson.of(app, person, withProfile)));
            more = true;
        }
        boolean anyNow = more;
        return output.flush()
                .compose(flushed -> part.last()
                        ? Future.succeededFuture()
                        : parts.apply(number + 1).compose(next -> write(output, next, number + 1, anyNow)));
    }
}
