package dev.seenby.storage.contract;

import dev.seenby.storage.App;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Page;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * An app of its own with people and rooms in it, so that tests can share one database and still be told in a few lines.
 *
 * <pre>{@code
 * Story story = Story.begin(records());
 * Person alice = story.person("Alice");
 * Person bob = story.person("Bob");
 * Room lobby = story.room("Lobby", alice, bob);
 * Message hello = story.send(alice, lobby);
 * story.read(bob, hello);
 * story.counts(hello); // Counts[read=1, unread=0]
 * }</pre>
 *
 * <p>Everything waits; to be used on a plain thread.
 */
public final class Story {
    private static final String LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int WAIT_SECONDS = 20;

    private final Records records;
    private final App app;
    private final Person owner;

    private Story(Records records, App app, Person owner) {
        this.records = records;
        this.app = app;
        this.owner = owner;
    }

    /** A new app with an owner and nobody else. */
    public static Story begin(Records records) {
        var created = await(records.apps().create(newApp()));
        return new Story(records, created.app(), created.owner());
    }

    /** An app to be made, with one host; every name in it is new. */
    public static NewApp newApp() {
        String host = randomId().toLowerCase(Locale.ROOT) + ".example";
        return new NewApp(
                null,
                "Story of " + host,
                List.of(host),
                200,
                0,
                "0123456789abcdef".repeat(4),
                newPerson("Olivia"),
                List.of(new Credential(Credential.Kind.PASSWORD, "hash")));
    }

    /** A person to be made, whose every name is new. */
    public static NewPerson newPerson(String name) {
        String id = randomId();
        return new NewPerson(
                "u-" + id,
                id,
                null,
                name + "." + id,
                name,
                name.toLowerCase(Locale.ROOT) + "." + id.toLowerCase(Locale.ROOT) + "@story.example",
                Person.Role.MEMBER,
                false,
                null);
    }

    /** 17 letters and digits, as Rocket.Chat's ids. */
    public static String randomId() {
        StringBuilder id = new StringBuilder();
        for (int i = 0; i < 17; i++) {
            id.append(LETTERS.charAt(ThreadLocalRandom.current().nextInt(LETTERS.length())));
        }
        return id.toString();
    }

    /** Waits at most 20 seconds; throws what the future failed with. */
    public static <T> T await(Future<T> future) {
        try {
            return future.await(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no answer in " + WAIT_SECONDS + " s", e);
        }
    }

    /** Waits for all of them. */
    public static <T> List<T> awaitAll(List<Future<T>> futures) {
        return futures.stream().map(Story::await).toList();
    }

    public Records records() {
        return records;
    }

    public App app() {
        return app;
    }

    public Person owner() {
        return owner;
    }

    public Person person(String name) {
        return await(records.people().create(app.sdkAppId(), newPerson(name), List.of()));
    }

    /** People called Person 1, Person 2 …, in ascending order of their storage id. */
    public List<Person> people(int howMany) {
        List<Person> people = new ArrayList<>();
        for (int i = 1; i <= howMany; i++) {
            people.add(person("Person" + i));
        }
        return people;
    }

    /** A public room whose id and name are new. */
    public Room room(String displayName, Person... members) {
        return room(displayName, Arrays.asList(members));
    }

    /** A public room whose id and name are new. */
    public Room room(String displayName, List<Person> members) {
        return await(records.rooms().create(newRoom(displayName, members)));
    }

    /** A room to be made. */
    public NewRoom newRoom(String displayName, List<Person> members) {
        String id = randomId();
        List<NewMember> all = members.stream()
                .map(person -> new NewMember(person.id(), Member.Role.MEMBER))
                .toList();
        return new NewRoom(
                app.sdkAppId(),
                id,
                Room.Kind.PUBLIC,
                displayName.replace(' ', '-') + "-" + id,
                displayName,
                null,
                "{}",
                all,
                null);
    }

    public void join(Room room, Person... people) {
        List<NewMember> members = Arrays.stream(people)
                .map(person -> new NewMember(person.id(), Member.Role.MEMBER))
                .toList();
        await(records.rooms().join(room.id(), members));
    }

    public void leave(Room room, Person... people) {
        await(records.rooms()
                .leave(room.id(), Arrays.stream(people).map(Person::id).toList()));
    }

    /** A message to be sent to the main flow, with a new string id. */
    public static NewMessage newMessage(Person sender, Room room) {
        return newMessage(sender, room, TimelineKey.MAIN);
    }

    /** A message to be sent, with a new string id. */
    public static NewMessage newMessage(Person sender, Room room, TimelineKey timeline) {
        return new NewMessage(
                null, randomId(), room.id(), timeline, sender.id(), null, "Hello", "{}", null, null, null);
    }

    /** Sends to the main flow. */
    public Message send(Person sender, Room room) {
        return send(newMessage(sender, room));
    }

    public Message send(NewMessage message) {
        return await(records.messages().send(message));
    }

    /** Sends that many messages to the main flow, one after the other. */
    public List<Message> send(Person sender, Room room, int howMany) {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < howMany; i++) {
            sent.add(send(sender, room));
        }
        return sent;
    }

    public void delete(Message message) {
        await(records.messages().delete(message.facts().id()));
    }

    public void delete(Room room) {
        await(records.rooms().delete(room.id()));
    }

    /** Reads one message. */
    public void read(Person reader, Message message) {
        long position = message.facts().position();
        read(reader, message.facts().timeline(), position, position);
    }

    /** Reads a stretch of a timeline. */
    public void read(Person reader, long timeline, long first, long last) {
        await(records.reads().mark(mark(timeline, reader, first, last)));
    }

    /** Takes the read of one message back. */
    public void unread(Person reader, Message message) {
        long position = message.facts().position();
        await(records.reads().unmark(mark(message.facts().timeline(), reader, position, position)));
    }

    /** One stretch, read now. */
    public static Mark mark(long timeline, Person reader, long first, long last) {
        return new Mark(timeline, reader.id(), List.of(new Positions(first, last)), null);
    }

    public Counts counts(Message message) {
        return await(records.reads().counts(List.of(message.facts()))).get(0);
    }

    /** All readers of a message, by following pages of the given size. */
    public List<Reader> readers(MessageFacts message, int pageSize) {
        List<Reader> all = new ArrayList<>();
        Reader after = null;
        do {
            Page<Reader, Reader> page = await(records.reads().readers(message, after, pageSize));
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    /** All who have not read a message, by following pages of the given size. */
    public List<Long> unreaders(MessageFacts message, int pageSize) {
        List<Long> all = new ArrayList<>();
        Long after = 0L;
        do {
            Page<Long, Long> page = await(records.reads().unreaders(message, after, pageSize));
            all.addAll(page.items());
            after = page.next();
        } while (after != null);
        return all;
    }

    /** Everything that a person has read of a timeline. */
    public List<Positions> readBy(Person person, long timeline) {
        return await(records.reads().readBy(timeline, person.id(), 0, 10_000));
    }
}
