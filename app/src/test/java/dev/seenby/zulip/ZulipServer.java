package dev.seenby.zulip;

import dev.seenby.credentials.ApiKey;
import dev.seenby.credentials.Passwords;
import dev.seenby.limits.CallLimit;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.QueueTelling;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import dev.seenby.rocketchat.RocketChatRoutes;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.postgres.PostgresStorage;
import dev.seenby.tencent.TencentRoutes;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.ext.web.Router;
import io.vertx.pgclient.PgConnection;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.UnaryOperator;

/** The three dialects, mounted as the server mounts them, on a port of their own, over the real PostgreSQL and Redis. */
final class ZulipServer implements AutoCloseable {
    static final String SECRET_KEY = "0123456789abcdef".repeat(4);

    private final Vertx vertx = Vertx.vertx();
    private final RealServers.Node node;
    private final Services services;
    private final Registration registration;
    private final Conversations conversations;
    private final Sending sending;
    private final Reading reading;
    private final EventWaiting waiting;
    private final HttpServer server;
    private boolean closed;

    ZulipServer() {
        this((app, call) -> Future.succeededFuture(Limiter.Verdict.accepted(100)));
    }

    ZulipServer(CallLimit limits) {
        this(limits, RealServers.shared().node(), UnaryOperator.identity());
    }

    /** @param between stands between the server and its event queues */
    ZulipServer(CallLimit limits, RealServers.Node node, UnaryOperator<EventQueues> between) {
        this.node = node;
        PostgresStorage record = node.record;
        EventQueues queues = between.apply(node.redis.queues());
        MessageFactsCache facts = new MessageFactsCache(record.messages(), 10_000);
        registration = new Registration(record.people());
        conversations = new Conversations(record.rooms());
        waiting = new EventWaiting(vertx, queues);
        Telling telling = new QueueTelling(
                vertx,
                queues,
                new EventPublisher(record.rooms(), record.messages(), record.people(), record.mutes(), record.inbox()),
                waiting::given);
        sending = new Sending(record.messages(), facts, telling);
        reading = new Reading(record.rooms(), record.reads(), record.inbox(), telling);
        services = new Services(
                new Tenants(record.apps()),
                registration,
                conversations,
                sending,
                reading,
                RealServers.receipts(node),
                new Passwords(vertx),
                record.apps(),
                record.people(),
                record.credentials(),
                record.rooms(),
                record.messages(),
                record.subscriptions(),
                record.inbox(),
                record.topics(),
                record.mutes(),
                queues,
                telling,
                waiting);
        Router router = Router.router(vertx);
        new TencentRoutes(
                        services.tenants(),
                        registration,
                        conversations,
                        sending,
                        reading,
                        services.receipts(),
                        facts,
                        limits,
                        (call, code) -> {},
                        InstantSource.system())
                .mount(router);
        new RocketChatRoutes(
                        new dev.seenby.rocketchat.Services(
                                services.tenants(),
                                registration,
                                conversations,
                                sending,
                                reading,
                                services.receipts(),
                                services.passwords(),
                                services.apps(),
                                services.people(),
                                services.credentials(),
                                services.rooms(),
                                services.messages(),
                                record.subscriptions()),
                        limits,
                        (call, code) -> {},
                        InstantSource.system())
                .mount(router);
        new ZulipRoutes(services, limits, (call, code) -> {}, InstantSource.system()).mount(router);
        server = await(vertx.createHttpServer(
                        new HttpServerOptions().setHost("127.0.0.1").setPort(0).setMaxInitialLineLength(16 << 10))
                .requestHandler(router)
                .listen());
    }

    Services services() {
        return services;
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return server.actualPort();
    }

    /** A new organisation, and its owner. */
    Client organisation() {
        String host = UUID.randomUUID() + ".example";
        ApiKey key = ApiKey.random(SECRET_KEY);
        Registration.Request owner = new Registration.Request(
                "administrator", null, null, "owner", "Owner", null, Person.Role.OWNER, false, null, List.of());
        App app = await(services.apps()
                        .create(new NewApp(
                                null,
                                "Acme",
                                List.of(host),
                                1_000,
                                0,
                                SECRET_KEY,
                                Registration.fill(owner, 0),
                                List.of(key.credential()))))
                .app();
        Person person = await(services.people().byUserIds(app.sdkAppId(), List.of("administrator")))
                .get(0);
        return new Client(this, host, app, person, key.key());
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
        return await(sending.send(
                sender.app().sdkAppId(),
                new NewMessage(
                        null,
                        UUID.randomUUID().toString(),
                        room.id(),
                        TimelineKey.topic("tea"),
                        sender.person().id(),
                        null,
                        "Tea?",
                        "{}",
                        null,
                        "tea",
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
                await(PgConnection.connect(vertx, RealServers.shared().postgresUri()));
        int changed = await(connection
                        .query("update person set " + change + " where id = "
                                + client.person().id())
                        .execute())
                .rowCount();
        await(connection.close());
        if (changed != 1) {
            throw new AssertionError(change);
        }
    }

    static <T> T await(Future<T> future) {
        try {
            return future.await(20, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    /** The database goes away. */
    void closeStorage() {
        closed = true;
        node.close();
    }

    @Override
    public void close() {
        waiting.stop();
        await(server.close());
        if (!closed) {
            node.close();
        }
        await(vertx.close());
    }
}
