package dev.seenby.receipts;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Erasures;
import dev.seenby.storage.Forgetting;
import dev.seenby.storage.Inbox;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Page;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Reader;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One room with its people, seen only through the use cases: the same story can be told to two worlds, on the real
 * servers and on the in-memory model, and what they answer compared. People are known by name, messages by clock.
 */
final class World {
    private static final Instant LONG_AGO = Instant.parse("2023-01-01T00:00:00Z");

    private final Registration registration;
    private final Conversations conversations;
    private final Sending sending;
    private final Reading reading;
    private final Receipts receipts;
    private final Forgetting forgetting;
    private final Erasures erasures;
    private final long app;
    private final Room room;
    private final Map<String, Person> people = new LinkedHashMap<>();
    private final Map<Long, String> names = new LinkedHashMap<>();
    private final List<Message> messages = new ArrayList<>();
    private final List<MessageFacts> sent = new ArrayList<>();
    private final Set<Integer> deleted = new HashSet<>();

    World(
            Tenants tenants,
            People people,
            Rooms rooms,
            Messages messages,
            ReadRecord reads,
            Inbox inbox,
            ReceiptIndex index,
            IndexKeeper keeper,
            Forgetting forgetting,
            Erasures erasures,
            List<String> names,
            List<String> members) {
        this.registration = new Registration(people);
        this.conversations = new Conversations(rooms);
        this.sending = new Sending(messages, new MessageFactsCache(messages, 10_000), Telling.NOBODY);
        this.reading = new Reading(rooms, reads, inbox, messages, Telling.NOBODY);
        this.receipts = new Receipts(index, keeper, reads, ReceiptMetrics.NONE);
        this.forgetting = forgetting;
        this.erasures = erasures;
        this.app = await(tenants.create(newApp())).app().sdkAppId();
        names.forEach(this::register);
        this.room = await(conversations.create(new Conversations.Request(
                app,
                "room",
                Room.Kind.PUBLIC,
                null,
                "Room",
                null,
                "{}",
                members.stream().map(this::member).toList(),
                null)));
    }

    private void register(String name) {
        Person person = await(registration.register(app, Registration.Request.tencent(name, null, null)));
        people.put(name, person);
        names.put(person.id(), name);
    }

    private static NewApp newApp() {
        String host = Names.randomId().toLowerCase(Locale.ROOT) + ".example";
        Registration.Request owner = Registration.Request.tencent("administrator", null, null);
        return new NewApp(
                null, "property", List.of(host), 200, 0, "0".repeat(64), Registration.fill(owner, 0), List.of());
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(30, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new AssertionError("the storage failed", e);
        }
    }

    /** Makes everything that the index holds of the room cold. */
    void dropFrom(ReceiptIndex index) {
        await(index.drop(IndexUnit.room(room.id())));
        sent.stream()
                .map(MessageFacts::timeline)
                .distinct()
                .forEach(timeline -> await(index.drop(IndexUnit.timeline(room.id(), timeline))));
    }

    /** How many messages there are; they are numbered from 0. */
    int messages() {
        return sent.size();
    }

    void send(String sender, TimelineKey timeline) {
        send(sender, timeline, false);
    }

    /** @param old whether it was sent long ago */
    void send(String sender, TimelineKey timeline, boolean old) {
        Message message = await(sending.send(
                app,
                new NewMessage(
                        null,
                        Names.randomId(),
                        room.id(),
                        timeline,
                        person(sender),
                        old ? LONG_AGO.minusSeconds(1) : null,
                        "text",
                        "{}",
                        null,
                        timeline.kind() == TimelineKey.Kind.TOPIC ? timeline.discriminator() : null,
                        null)));
        messages.add(message);
        sent.add(message.facts());
    }

    /** Deletes a message, once. */
    void delete(int message) {
        if (deleted.add(message)) {
            await(sending.delete(app, messages.get(message)));
        }
    }

    boolean isDeleted(int message) {
        return deleted.contains(message);
    }

    void join(String name) {
        await(conversations.join(room, List.of(member(name))));
    }

    void leave(String name) {
        await(conversations.leave(room, List.of(person(name))));
    }

    void read(String name, List<Integer> messages) {
        await(reading.read(named(name), messages.stream().map(sent::get).toList(), null));
    }

    void readUpTo(String name, int message) {
        await(reading.readUpTo(named(name), sent.get(message)));
    }

    void readRoom(String name, Set<TimelineKey.Kind> kinds) {
        await(reading.readAll(named(name), room, kinds));
    }

    void unread(String name, List<Integer> messages) {
        await(reading.unread(named(name), messages.stream().map(sent::get).toList()));
    }

    String sender(int message) {
        return Objects.requireNonNull(names.get(sent.get(message).sender()));
    }

    /** Clock, timeline's kind, position, audience of every message: what was fixed when it was sent. */
    List<String> facts() {
        return sent.stream()
                .map(m -> m.clock() + " " + m.timelineKind() + " " + m.position() + " " + m.audience() + " "
                        + m.senderWasMember() + " " + names.get(m.sender()))
                .toList();
    }

    List<Counts> counts() {
        return sent.isEmpty() ? List.of() : await(receipts.counts(sent));
    }

    /** All readers of a message, page by page. */
    List<String> readers(int message, int pageSize) {
        List<String> all = new ArrayList<>();
        @Nullable Reader after = null;
        do {
            Page<Reader, Reader> page = await(receipts.readers(sent.get(message), after, pageSize));
            page.items().forEach(reader -> all.add(names.get(reader.person())));
            after = page.next();
        } while (after != null);
        return all;
    }

    /** All who have not read a message, page by page. */
    List<String> unreaders(int message, int pageSize) {
        List<String> all = new ArrayList<>();
        @Nullable Long after = 0L;
        do {
            Page<Long, Long> page = await(receipts.unreaders(sent.get(message), after, pageSize));
            page.items().forEach(person -> all.add(names.get(person)));
            after = page.next();
        } while (after != null);
        return all;
    }

    /** Forgets all messages that were sent long ago. */
    void forget() {
        for (int i = 0; i < 1_000; i++) {
            if (await(forgetting.forget(room.id(), LONG_AGO)).done()) {
                return;
            }
        }
        throw new AssertionError("there is no end to forgetting");
    }

    /** Erases somebody, and somebody new comes under the same name. */
    void erase(String name, boolean keepMessages) {
        Person former = named(name);
        long erasure = await(erasures.begin(app, former.userId(), keepMessages)).id();
        for (int i = 0; i < 10_000 && await(erasures.goOn(erasure)).after().doneAt() == null; i++) {
            if (i == 9_999) {
                throw new AssertionError("there is no end to erasing");
            }
        }
        names.put(former.id(), name + ", erased");
        for (int i = 0; i < sent.size() && !keepMessages; i++) {
            if (sent.get(i).sender() == former.id()) {
                deleted.add(i);
            }
        }
        register(name);
    }

    private Person named(String name) {
        return Objects.requireNonNull(people.get(name));
    }

    private long person(String name) {
        return named(name).id();
    }

    private NewRoom.NewMember member(String name) {
        return new NewRoom.NewMember(person(name), Member.Role.MEMBER);
    }
}
