package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The people and rooms that a text speaks of, as {@code @username} and {@code #room}: the first {@value #MOST_PEOPLE}
 * and {@value #MOST_ROOMS} that exist. {@code @all} and {@code @here} are everybody in the room.
 */
final class Mentions {
    private static final int MOST_PEOPLE = 50;
    private static final int MOST_ROOMS = 20;
    private static final Pattern PERSON = Pattern.compile("(?:^|[\\s>(])@([0-9a-zA-Z\\-_.]{1,100})");
    private static final Pattern ROOM = Pattern.compile("(?:^|[\\s>(])#([0-9a-zA-Z\\-_.]{1,100})");
    /** Names that nobody can have. */
    static final Set<String> EVERYBODY = Set.of("all", "here");

    /**
     * @param people storage ids, 0 for everybody
     * @param mentions {@code mentions} of the message
     * @param channels {@code channels} of the message
     */
    record Found(Set<Long> people, ArrayNode mentions, ArrayNode channels) {}

    private final People people;
    private final Rooms rooms;

    Mentions(People people, Rooms rooms) {
        this.people = people;
        this.rooms = rooms;
    }

    /** @param everybody whether the sender may speak to everybody in the room */
    Future<Found> in(long app, String text, boolean everybody) {
        Set<String> names = names(PERSON, text, MOST_PEOPLE);
        Future<Map<String, Person>> persons = persons(app, names);
        Future<List<Room>> channels = rooms(app, names(ROOM, text, MOST_ROOMS));
        return Future.all(persons, channels).map(both -> {
            Found found = new Found(
                    new LinkedHashSet<>(),
                    StrictJson.newObject().arrayNode(),
                    StrictJson.newObject().arrayNode());
            for (String name : names) {
                Person person = persons.result().get(name.toLowerCase(Locale.ROOT));
                if (person != null && found.people().add(person.id())) {
                    ObjectNode mention = MessageJson.author(person).put("type", "user");
                    found.mentions().add(mention);
                } else if (person == null && everybody && EVERYBODY.contains(name)) {
                    found.people().add(0L);
                    found.mentions().add(StrictJson.newObject().put("_id", name).put("username", name));
                }
            }
            for (Room room : channels.result()) {
                found.channels()
                        .add(StrictJson.newObject().put("_id", room.roomId()).put("name", room.name()));
            }
            return found;
        });
    }

    private Future<Map<String, Person>> persons(long app, Set<String> names) {
        return names.isEmpty()
                ? Future.succeededFuture(Map.of())
                : people.byUsernames(app, names).map(found -> {
                    Map<String, Person> byName = new HashMap<>();
                    found.forEach(person -> byName.put(person.username().toLowerCase(Locale.ROOT), person));
                    return byName;
                });
    }

    private Future<List<Room>> rooms(long app, Set<String> names) {
        List<Future<Optional<Room>>> asked =
                names.stream().map(name -> rooms.byName(app, name)).toList();
        return asked.isEmpty()
                ? Future.succeededFuture(List.of())
                : Future.all(asked).map(all -> asked.stream()
                        .flatMap(one -> one.result().stream())
                        .filter(room -> RoomType.known(room) && room.kind() != Room.Kind.PRIVATE)
                        .distinct()
                        .toList());
    }

    /** A name as written, and without the punctuation that ends it, which may belong to the sentence. */
    private static Set<String> names(Pattern pattern, String text, int most) {
        Set<String> names = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(text);
        int found = 0;
        while (found < most && matcher.find()) {
            List<String> forms = new ArrayList<>();
            forms.add(matcher.group(1));
            forms.add(matcher.group(1).replaceAll("[.\\-_]+$", ""));
            for (String form : forms) {
                if (!form.isEmpty()) {
                    names.add(form);
                }
            }
            found++;
            // The space before the next one may be the end of this one.
            matcher.region(matcher.end(), text.length());
        }
        return names;
    }
}
