package dev.seenby.zulip;

import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds who is meant by the mentions in a text: by full name among the members of the room, by full name and id among all
 * people of the app.
 */
final class Mentions {
    /** What a message keeps. */
    private static final int MOST = 100;

    private static final int MOST_BY_NAME = 20;
    private static final int NAMESAKES = 100;
    private static final long EVERYBODY = 0;
    /** A storage has no more than ten digits of an id. */
    private static final Pattern WITH_ID = Pattern.compile("(.+)\\|([0-9]{1,10})");

    private final Rooms rooms;
    private final Registration registration;
    private final Directory directory;

    Mentions(Services services) {
        this.rooms = services.rooms();
        this.registration = services.registration();
        this.directory = new Directory(services);
    }

    /**
     * Who is meant.
     *
     * @param people ids by mention, as {@link Markdown#html} takes them
     * @param spokenTo storage ids of those who are told, 0 for everybody
     */
    record Meant(Map<String, Integer> people, Set<Long> spokenTo) {}

    Future<Meant> in(App app, Room room, String text) {
        List<Markdown.Mention> all =
                Markdown.mentions(text).stream().distinct().limit(MOST - 1).toList();
        List<String> names = new ArrayList<>();
        Map<String, Long> ids = new HashMap<>();
        for (Markdown.Mention mention : all) {
            Matcher withId = WITH_ID.matcher(mention.name());
            if (withId.matches()) {
                ids.put(mention.key(), Long.parseLong(withId.group(2)));
            } else if (!mention.isWildcard() && names.size() < MOST_BY_NAME && !names.contains(mention.name())) {
                names.add(mention.name());
            }
        }
        return members(room, names).compose(members -> byIds(app, ids).map(known -> meant(all, members, known)));
    }

    private Future<Map<String, Person>> byIds(App app, Map<String, Long> ids) {
        Map<String, Person> found = new HashMap<>();
        return directory.byIds(app, ids.values()).map(people -> {
            for (Person person : people) {
                found.put(key(person.name() + "|" + person.zulipId()), person);
            }
            return found;
        });
    }

    /** Those of exactly these names; of several with the same name, who has the least id. */
    private Future<Map<String, Person>> members(Room room, List<String> names) {
        List<Future<Listed<Member>>> asked = names.stream()
                .map(name -> rooms.membersByName(room.id(), name, 0, NAMESAKES))
                .toList();
        return Future.all(asked)
                .compose(all -> {
                    Set<Long> ids = new HashSet<>();
                    asked.forEach(one -> one.result().items().forEach(member -> ids.add(member.person())));
                    return registration.byIds(ids);
                })
                .map(people -> {
                    Map<String, Person> found = new HashMap<>();
                    people.values()
                            .forEach(person -> found.merge(
                                    key(person.name()),
                                    person,
                                    (one, other) -> one.zulipId() < other.zulipId() ? one : other));
                    return found;
                });
    }

    private static String key(String name) {
        return new Markdown.Mention(name, false).key();
    }

    private static Meant meant(List<Markdown.Mention> all, Map<String, Person> byName, Map<String, Person> byId) {
        Map<String, Integer> people = new HashMap<>();
        Set<Long> spokenTo = new HashSet<>();
        for (Markdown.Mention mention : all) {
            Person person = byId.getOrDefault(mention.key(), byName.get(mention.key()));
            if (!mention.isWildcard() && person != null) {
                people.put(mention.key(), person.zulipId());
            }
            if (!mention.silent() && (mention.isWildcard() || person != null)) {
                spokenTo.add(mention.isWildcard() || person == null ? EVERYBODY : person.id());
            }
        }
        return new Meant(people, spokenTo);
    }
}
