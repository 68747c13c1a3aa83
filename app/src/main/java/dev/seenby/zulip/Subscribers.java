package dev.seenby.zulip;

import dev.seenby.http.Output;
import dev.seenby.storage.Member;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.List;

/** Who is in a channel: the ids of its members who are not deactivated, bots too, ascending. */
final class Subscribers {
    private static final int PAGE = 1_000;

    private final Rooms rooms;
    private final People people;

    Subscribers(Services services) {
        this.rooms = services.rooms();
        this.people = services.people();
    }

    /** @param room storage id; of one that is no more there are none */
    Future<int[]> of(long room) {
        AscendingIds ids = new AscendingIds();
        return collect(room, 0, ids).map(all -> ids.all());
    }

    private Future<Void> collect(long room, long after, AscendingIds ids) {
        return rooms.members(room, after, PAGE).compose(members -> {
            if (members.isEmpty()) {
                return Future.succeededFuture();
            }
            List<Long> persons = members.stream().map(Member::person).toList();
            return people.byIds(persons).compose(found -> {
                ids.add(found.stream()
                        .filter(person -> person.active() && !person.deleted())
                        .mapToInt(Person::zulipId)
                        .toArray());
                return members.size() < PAGE
                        ? Future.succeededFuture()
                        : collect(room, persons.get(persons.size() - 1), ids);
            });
        });
    }

    /** As a member of an object, after a comma. */
    static Future<Void> write(Output output, int[] ids) {
        output.add(",\"subscribers\":[");
        return AscendingIds.write(output, ids).map(written -> {
            output.add("]");
            return null;
        });
    }
}
