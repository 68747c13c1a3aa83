package dev.seenby.zulip;

import dev.seenby.clients.Dialects;
import dev.seenby.credentials.ApiKey;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.Apps;
import dev.seenby.storage.Credential;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The three dialects, and people who speak Zulip's. */
final class ZulipServer implements AutoCloseable {
    static final String SECRET_KEY = "0123456789abcdef".repeat(4);

    private final RealServers.Node node;
    private final Dialects dialects;
    private final Services services;
    private final Registration registration;
    private final Conversations conversations;
    private final Sending sending;
    private final Reading reading;

    ZulipServer() {
        this(Dialects.NO_LIMITS);
    }

    ZulipServer(CallLimit limits) {
        this(limits, RealServers.shared().node(), UnaryOperator.identity());
    }

    /** @param between stands between the server and its event queues */
    ZulipServer(CallLimit limits, RealServers.Node node, UnaryOperator<EventQueues> between) {
        this.node = node;
        dialects = new Dialects(node, limits, (call, outcome, status, code, nanos) -> {}, between);
        services = dialects.zulip();
        registration = services.registration();
        conversations = services.conversations();
        sending = services.sending();
        reading = services.reading();
    }

    Services services() {
        return services;
    }

    Vertx vertx() {
        return dialects.vertx();
    }

    int port() {
        return dialects.port();
    }

    /** A new organisation, and its owner. */
    Client organisation() {
        return organisation(UUID.randomUUID() + ".example");
    }

    /** A new organisation of that host, and its owner. */
    Client organisation(String host) {
        ApiKey key = ApiKey.random(SECRET_KEY);
        Registration.Request owner = new Registration.Request(
                "administrator", null, null, "owner", "Owner", null, Person.Role.OWNER, false, null, List.of());
        Apps.Created made = dialects.app(host, owner, List.of(key.credential()));
        return new Client(this, host, made.app(), made.owner(), key.key());
    }

    /** Somebody with an API key. */
    Client person(Client organisation, String name) {
        return person(organisation, name, Person.Role.MEMBER, false);
    }

    Client person(Client organisation, String name, Person.Role role, boolean bot, Credential... others) {
        ApiKey key = ApiKey.random(SECRET_KEY);
        List<Credential> credentials = new ArrayList<>(Arrays.asList(others));
        credentials.add(key.credential());
        String username = name.toLowerCase(Locale.ROOT);
        Person person = await(registration.register(
                organisation.app().sdkAppId(),
                new Registration.Request(
                        null, null, null, username, name, name + "@Wonder.example", role, bot, null, credentials)));
        return new Client(this, organisation.host(), organisation.app(), person, key.key());
    }

    Room room(Room.Kind kind, String name, Client... members) {
        List<NewRoom.NewMember> joining = Arrays.stream(members)
                .map(member -> new NewRoom.NewMember(member.person().id(), Member.Role.MEMBER))
                .toList();
        return await(conversations.create(new Conversations.Request(
                members[0].app().sdkAppId(), null, kind, null, name, null, "{}", joining, null)));
    }

    /** The room of a channel that a call made. */
    Room roomOf(Client organisation, String name) {
        return await(services.rooms().byName(organisation.app().sdkAppId(), name))
                .orElseThrow();
    }

    Room direct(Client... people) {
        return await(conversations.direct(
                people[0].app().sdkAppId(),
                people[0].person().id(),
                Arrays.stream(people).map(Client::person).toList()));
    }

    void join(Room room, Client client) {
        await(conversations.join(
                room, List.of(new NewRoom.NewMember(client.person().id(), Member.Role.MEMBER))));
    }

    /** @param persons storage ids */
    void join(Room room, List<Long> persons) {
        for (int i = 0; i < persons.size(); i += 5_000) {
            await(conversations.join(
                    room,
                    persons.subList(i, Math.min(persons.size(), i + 5_000)).stream()
                            .map(person -> new NewRoom.NewMember(person, Member.Role.MEMBER))
                            .toList()));
        }
    }

    void leave(Room room, Client client) {
        await(conversations.leave(room, List.of(client.person().id())));
    }

    Message send(Client sender, Room room) {
        return send(sender, room, "tea");
    }

    Message send(Client sender, Room room, String topic) {
        return await(sending.send(
                sender.app().sdkAppId(),
                new NewMessage(
                        null,
                        UUID.randomUUID().toString(),
                        room.id(),
                        TimelineKey.topic(topic),
                        sender.person().id(),
                        null,
                        "Tea?",
                        "{}",
                        null,
                        topic,
                        null)));
    }

    void read(Message message, Client... readers) {
        for (Client reader : readers) {
            await(reading.read(reader.person(), List.of(message.facts()), null));
        }
    }

    /** @param persons storage ids */
    void read(Message message, List<Long> persons) {
        await(registration
                .byIds(persons)
                .compose(found -> Future.join(found.values().stream()
                        .map(person -> reading.read(person, List.of(message.facts()), null))
                        .toList())));
    }

    void unread(Message message, Client reader) {
        await(reading.unread(reader.person(), List.of(message.facts())));
    }

    void delete(Message message) {
        await(services.messages().delete(message.facts().id()));
    }

    /** Past the storage: no call does this yet. @param change of columns of {@code person} */
    void change(Client client, String change) {
        PgConnection connection =
                await(PgConnection.connect(vertx(), RealServers.shared().postgresUri()));
        int changed = await(connection
                        .query("update person set " + change + " where id = "
                                + client.person().id())
                        .execute())
                .rowCount();
        await(connection.close());
        if (changed != 1) {
            throw new AssertionError(change);
        }
        // As the server's own changes do.
        await(node.redis.stamps().touched(client.person().app()));
    }

    static <T> T await(Future<T> future) {
        return Dialects.await(future);
    }

    /** The database goes away. */
    void closeStorage() {
        dialects.closeStorage();
    }

    @Override
    public void close() {
        dialects.close();
    }
}
