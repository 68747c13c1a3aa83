package dev.seenby.demo;

import static dev.seenby.demo.DemoPeople.ALICE;
import static dev.seenby.demo.DemoPeople.BOB;
import static dev.seenby.demo.DemoPeople.BOT;
import static dev.seenby.demo.DemoPeople.CALLER;
import static dev.seenby.demo.DemoPeople.CAROL;
import static dev.seenby.demo.DemoPeople.DAVE;
import static dev.seenby.demo.DemoPeople.MARC;
import static dev.seenby.demo.DemoPeople.ROCKET_CAT;

import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.App;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The demo app holds what the documents of the three APIs print, so that their example calls return their example
 * answers. Everything is made in a fixed order and has fixed names, and what exists already is left as it is: a start
 * that was cut short is completed by the next one, and two nodes may do it at once.
 */
public final class DemoApp {
    public static final long SDK_APP_ID = 1_400_000_000L;
    /** Public, as everything in the demo app: it protects nothing. */
    public static final String SECRET_KEY = "0123456789abcdef".repeat(4);

    public static final String ADMINISTRATOR = "administrator";

    private static final Logger LOG = LoggerFactory.getLogger(DemoApp.class);
    private static final String NO_PAYLOAD = "{}";

    private final Tenants tenants;
    private final Registration registration;
    private final Conversations conversations;
    private final Sending sending;
    private final Reading reading;
    private final Map<DemoPeople, Person> people = new HashMap<>();

    public DemoApp(
            Tenants tenants, Registration registration, Conversations conversations, Sending sending, Reading reading) {
        this.tenants = tenants;
        this.registration = registration;
        this.conversations = conversations;
        this.sending = sending;
        this.reading = reading;
    }

    /** @return whether the demo app is there; false when other apps stand in its way, which is logged */
    public Future<Boolean> create() {
        return app().compose(app -> {
                    if (!app.secretKey().equals(SECRET_KEY)) {
                        LOG.warn("no demo app: another app has its sdkAppId, {}", SDK_APP_ID);
                        return Future.succeededFuture(false);
                    }
                    return register(DemoPeople.ALL, 0)
                            .compose(v -> tencentGroup())
                            .compose(v -> zulipChannel())
                            .compose(v -> rocketChatRoom())
                            .map(true);
                })
                .recover(failure -> {
                    if (failure instanceof Conflict conflict && conflict.of() == Conflict.Of.DEFAULT_APP) {
                        LOG.warn("no demo app: another app without hosts is the default app");
                        return Future.succeededFuture(false);
                    }
                    if (failure instanceof Conflict conflict && conflict.of() == Conflict.Of.SDK_APP_ID) {
                        LOG.warn("no demo app: the data of a former one is still being deleted");
                        return Future.succeededFuture(false);
                    }
                    return Future.failedFuture(failure);
                });
    }

    private Future<App> app() {
        Registration.Request owner = new Registration.Request(
                ADMINISTRATOR,
                null,
                DemoPeople.OWNER_ZULIP_ID,
                ADMINISTRATOR,
                "Administrator",
                null,
                Person.Role.OWNER,
                false,
                null,
                List.of());
        NewApp app =
                new NewApp(SDK_APP_ID, "demo", List.of(), 200, 0, SECRET_KEY, Registration.fill(owner, 0), List.of());
        return tenants.bySdkAppId(SDK_APP_ID)
                .compose(found -> found.map(Future::succeededFuture).orElseGet(() -> tenants.create(app)
                        .map(created -> created.app())
                        .recover(failure -> failure instanceof Conflict conflict
                                        && conflict.of() != Conflict.Of.DEFAULT_APP
                                ? tenants.anew(SDK_APP_ID).map(other -> other.orElseThrow(() -> (Conflict) failure))
                                : Future.failedFuture(failure))));
    }

    private Future<Void> register(List<DemoPeople> all, int i) {
        if (i == all.size()) {
            return Future.succeededFuture();
        }
        DemoPeople person = all.get(i);
        return orFound(
                        () -> registration.byUserId(SDK_APP_ID, person.userId()),
                        () -> registration.register(SDK_APP_ID, person.request()))
                .compose(made -> {
                    people.put(person, made);
                    return register(all, i + 1);
                });
    }

    /** Two messages, each read by one of the seven who did not send it. */
    private Future<Void> tencentGroup() {
        List<DemoPeople> members =
                List.of(ALICE, BOB, CAROL, DAVE, DemoPeople.ERIN, DemoPeople.FRANK, DemoPeople.GRACE, DemoPeople.HEIDI);
        return room("@TGS#2TTV7VSII", Room.Kind.PUBLIC, "team", "Team", ALICE, members)
                .compose(room -> send(room, "DemoGroupMessage1", ALICE, "Lunch at noon?")
                        .compose(message -> read(message, BOB))
                        .compose(v -> send(room, "DemoGroupMessage2", ALICE, "At the usual place."))
                        .compose(message -> read(message, BOB)));
    }

    private Future<Void> zulipChannel() {
        return room(
                        "DemoZulipChannel2",
                        Room.Kind.PUBLIC,
                        "design",
                        "design",
                        DAVE,
                        List.of(DAVE, ALICE, BOB, CAROL, BOT))
                .compose(room -> send(new NewMessage(
                        43L,
                        "DemoZulipMessag43",
                        room.id(),
                        TimelineKey.topic("colours"),
                        id(DAVE),
                        Instant.parse("2026-01-05T09:30:00Z"),
                        "Blue or green?",
                        NO_PAYLOAD,
                        null,
                        "colours",
                        null)))
                .compose(message ->
                        read(message, ALICE).compose(v -> read(message, BOB)).compose(v -> read(message, CAROL)));
    }

    /** The printed reply does not say that it is unread, so the room has read it. */
    private Future<Void> rocketChatRoom() {
        return room("GENERAL", Room.Kind.PUBLIC, "general", "general", null, List.of(ROCKET_CAT, MARC, CALLER))
                .compose(room -> imported(room, "WyDsZzjk2wHogtWK2", ROCKET_CAT, "2018-02-26T20:34:03.907Z", "Welcome!")
                        .compose(v -> imported(room, "gcGai9bRREqokjyPc", MARC, "2019-04-08T13:15:52.017Z", "Test"))
                        .compose(parent -> send(new NewMessage(
                                null,
                                "GfhiiJjcjKFyYMuMY",
                                room.id(),
                                TimelineKey.thread(parent.facts().id()),
                                id(MARC),
                                Instant.parse("2019-04-08T13:20:22.238Z"),
                                "This is a test!",
                                NO_PAYLOAD,
                                parent.facts().id(),
                                null,
                                null,
                                Instant.parse("2019-04-08T13:20:22.265Z"),
                                Set.of())))
                        .compose(reply -> read(reply, ROCKET_CAT).compose(v -> read(reply, CALLER)))
                        .compose(v -> imported(room, "ByehQjC44FwMeiLbX", MARC, "2019-04-08T14:50:00.000Z", "Hello")))
                .mapEmpty();
    }

    private Future<Room> room(
            String roomId,
            Room.Kind kind,
            String name,
            String displayName,
            @Nullable DemoPeople owner,
            List<DemoPeople> members) {
        List<NewMember> joining = new ArrayList<>();
        for (DemoPeople member : members) {
            joining.add(new NewMember(id(member), member.equals(owner) ? Member.Role.OWNER : Member.Role.MEMBER));
        }
        Conversations.Request request = new Conversations.Request(
                SDK_APP_ID,
                roomId,
                kind,
                name,
                displayName,
                owner == null ? null : (Long) id(owner),
                NO_PAYLOAD,
                joining,
                null);
        return orFound(() -> conversations.byRoomId(SDK_APP_ID, roomId), () -> conversations.create(request));
    }

    private Future<Message> imported(Room room, String stringId, DemoPeople sender, String sentAt, String text) {
        return send(new NewMessage(
                null,
                stringId,
                room.id(),
                TimelineKey.MAIN,
                id(sender),
                Instant.parse(sentAt),
                text,
                NO_PAYLOAD,
                null,
                null,
                null));
    }

    private Future<Message> send(Room room, String stringId, DemoPeople sender, String text) {
        return send(new NewMessage(
                null, stringId, room.id(), TimelineKey.MAIN, id(sender), null, text, NO_PAYLOAD, null, null, null));
    }

    /** A message that was sent by a former start is found by its string id, and not sent again. */
    private Future<Message> send(NewMessage message) {
        return sending.send(SDK_APP_ID, message);
    }

    private Future<Void> read(Message message, DemoPeople reader) {
        return reading.read(Objects.requireNonNull(people.get(reader)), List.of(message.facts()), null);
    }

    private long id(DemoPeople person) {
        return Objects.requireNonNull(people.get(person)).id();
    }

    /** What is there, else what is made, else what somebody else made in between. */
    private static <T> Future<T> orFound(Supplier<Future<Optional<T>>> find, Supplier<Future<T>> make) {
        return find.get().compose(found -> found.map(Future::succeededFuture).orElseGet(() -> make.get()
                .recover(failure -> failure instanceof Conflict
                        ? find.get().compose(other -> other.map(Future::succeededFuture)
                                .orElseGet(() -> Future.failedFuture(failure)))
                        : Future.failedFuture(failure))));
    }
}
