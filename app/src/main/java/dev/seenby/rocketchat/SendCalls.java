package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code chat.sendMessage} and {@code chat.postMessage}. */
final class SendCalls {
    private static final int MOST_TARGETS = 20;
    private static final long SYNC_MILLIS = 60_000;

    private final Conversations conversations;
    private final People people;
    private final Access access;
    private final Drafts drafts;
    private final MessageJson json;
    private final InstantSource clock;

    SendCalls(Services services, Access access, Drafts drafts, MessageJson json, InstantSource clock) {
        this.conversations = services.conversations();
        this.people = services.people();
        this.access = access;
        this.drafts = drafts;
        this.json = json;
        this.clock = clock;
    }

    List<Call> calls() {
        return List.of(
                Call.post("chat.sendMessage", this::sendMessage), Call.post("chat.postMessage", this::postMessage));
    }

    private Future<Reply> sendMessage(Request request) {
        Caller caller = request.caller();
        Body message = request.body().object("message");
        String rid = message.text("rid");
        if (rid == null || rid.isEmpty()) {
            throw RocketChatException.plain("The 'rid' property on the message object is missing.");
        }
        boolean shown = message.flag("tshow", false);
        String tmid = message.text("tmid");
        if (shown && tmid == null) {
            throw RocketChatException.inMethod("tshow provided but missing tmid", "invalid-params", "sendMessage");
        }
        mustBeInSync(message);
        String text = Objects.requireNonNullElse(message.text("msg"), "");
        Drafts.checked(request.settings(), text, "sendMessage");
        Drafts.Draft draft = new Drafts.Draft(Drafts.id(message), text, Drafts.extras(message), tmid, shown);
        return access.byId(caller, rid)
                .map(found -> found.orElseThrow(() -> RocketChatException.plain("error-invalid-room")))
                .compose(seat -> drafts.send(seat, draft))
                .compose(sent -> written(request, sent))
                .map(written -> Reply.success(StrictJson.newObject().set("message", written)));
    }

    /** The time that a client gives is not used, but shows whether its clock is right. */
    private void mustBeInSync(Body message) {
        if (!message.has("ts")) {
            return;
        }
        JsonNode ts = message.json().get("ts");
        long millis;
        try {
            JsonNode date = ts.isObject() ? ts.path("$date") : ts;
            millis = date.isNumber()
                    ? date.longValue()
                    : Instant.parse(date.asText()).toEpochMilli();
        } catch (DateTimeParseException notOne) {
            throw RocketChatException.body("ts must match format \"iso-date-time\"");
        }
        if (Math.abs((double) millis - clock.millis()) > SYNC_MILLIS) {
            throw RocketChatException.inMethod(
                    "Message timestamp is out of sync", "error-message-ts-out-of-sync", "sendMessage");
        }
    }

    private Future<ObjectNode> written(Request request, Message message) {
        return json.one(request.settings(), message);
    }

    private Future<Reply> postMessage(Request request) {
        Body body = request.body();
        if (body.has("roomId") == body.has("channel")) {
            throw RocketChatException.body("must match exactly one schema in oneOf");
        }
        List<String> targets = targets(body, body.has("roomId") ? "roomId" : "channel");
        String text = Objects.requireNonNullElse(body.text("text"), "");
        if (text.isEmpty() && body.has("msg")) {
            text = Objects.requireNonNullElse(body.text("msg"), "");
        }
        Drafts.checked(request.settings(), text, "sendMessage");
        ObjectNode extras = Drafts.extras(body).put("groupable", false);
        extras.put("parseUrls", body.flag("parseUrls", true));
        String tmid = body.has("roomId") ? body.text("tmid") : null;
        Drafts.Draft draft = new Drafts.Draft(null, text, extras, tmid, false);
        return targets(request.caller(), targets)
                .compose(found -> {
                    // Before anything is done, it must be clear that all may.
                    found.forEach(target -> target.mustBeOpen(extras));
                    return seats(request.caller(), found);
                })
                .compose(seats -> sendAll(List.copyOf(seats.values()), 0, draft, null))
                .compose(first -> written(request, first).map(written -> {
                    ObjectNode answer = StrictJson.newObject()
                            .put("ts", first.sentAt().toEpochMilli())
                            .put("channel", targets.get(0));
                    answer.set("message", written);
                    return Reply.success(answer);
                }));
    }

    private static List<String> targets(Body body, String name) {
        JsonNode given = body.json().get(name);
        List<String> targets =
                given.isArray() ? body.texts(name, MOST_TARGETS) : List.of(Objects.requireNonNull(body.text(name)));
        if (targets.isEmpty()) {
            throw RocketChatException.body("must NOT have fewer than 1 items");
        }
        return targets;
    }

    /**
     * Where a message is to go.
     *
     * @param seat null = into the conversation with {@code other}, which may have to be made
     * @param other null = into the room of {@code seat}
     */
    private record Target(@Nullable Seat seat, @Nullable Person other) {
        void mustBeOpen(ObjectNode extras) {
            if (seat != null) {
                Drafts.mayWrite(seat, extras);
            }
        }
    }

    private Future<List<Target>> targets(Caller caller, List<String> names) {
        List<Target> targets = new ArrayList<>();
        Future<Void> done = Future.succeededFuture();
        for (String name : names) {
            done = done.compose(former -> target(caller, name).map(target -> {
                targets.add(target);
                return null;
            }));
        }
        return done.map(targets);
    }

    /** {@code #name} is a room, {@code @username} a person; without either it may be a room's id or name, or a username. */
    private Future<Target> target(Caller caller, String name) {
        if (name.startsWith("@")) {
            return person(caller, name.substring(1));
        }
        String room = name.startsWith("#") ? name.substring(1) : name;
        return access.byId(caller, room)
                .compose(byId -> byId.isPresent() ? Future.succeededFuture(byId) : access.byName(caller, room))
                .compose(found -> found.map(seat -> Future.succeededFuture(new Target(seat, null)))
                        .orElseGet(() ->
                                name.startsWith("#") ? Future.failedFuture(invalidChannel()) : person(caller, name)));
    }

    private static RocketChatException invalidChannel() {
        return RocketChatException.coded("", "invalid-channel");
    }

    /** Somebody; who may not begin conversations needs one that is there. */
    private Future<Target> person(Caller caller, String username) {
        long app = caller.person().app();
        return people.byUsernames(app, List.of(username)).compose(found -> {
            if (found.isEmpty()) {
                throw invalidChannel();
            }
            Person other = found.get(0);
            return caller.may(Permission.CREATE_D)
                    ? Future.succeededFuture(new Target(null, other))
                    : conversations.existingDirect(app, both(caller, other)).map(there -> {
                        if (there.isEmpty()) {
                            throw RocketChatException.plain("error-not-allowed");
                        }
                        return new Target(null, other);
                    });
        });
    }

    private static Set<Person> both(Caller caller, Person other) {
        return other.id() == caller.id() ? Set.of(other) : Set.of(caller.person(), other);
    }

    /** The caller's places, by room id; rooms that have to be made are, and public ones joined. */
    private Future<Map<String, Seat>> seats(Caller caller, List<Target> targets) {
        Map<String, Seat> seats = new LinkedHashMap<>();
        Future<Void> done = Future.succeededFuture();
        for (Target target : targets) {
            done = done.compose(former -> seat(caller, target).map(seat -> {
                seats.put(seat.room().roomId(), seat);
                return null;
            }));
        }
        return done.map(seats);
    }

    private Future<Seat> seat(Caller caller, Target target) {
        Person other = target.other();
        return other == null
                ? joined(Objects.requireNonNull(target.seat()))
                : conversations
                        .direct(caller.person().app(), caller.id(), both(caller, other))
                        .compose(room -> access.seat(caller, room));
    }

    /** Who posts into a public channel that they can see becomes a member of it. */
    private Future<Seat> joined(Seat seat) {
        if (seat.isMember() || RoomType.of(seat.room()) != RoomType.CHANNEL) {
            return Future.succeededFuture(seat);
        }
        return conversations
                .join(seat.room(), List.of(new NewRoom.NewMember(seat.caller().id(), Member.Role.MEMBER)))
                .compose(done -> access.seat(seat.caller(), seat.room()));
    }

    /** One after the other. @return the first one */
    private Future<Message> sendAll(List<Seat> seats, int i, Drafts.Draft draft, @Nullable Message first) {
        return drafts.send(seats.get(i), draft)
                .recover(failure -> Future.failedFuture(
                        first != null && failure instanceof StorageException
                                // Those before have been sent: it must not look as if nothing had happened.
                                ? new StorageException.OutcomeUnknown("some of several messages were sent", failure)
                                : failure))
                .compose(sent -> {
                    Message told = first == null ? sent : first;
                    return i + 1 == seats.size() ? Future.succeededFuture(told) : sendAll(seats, i + 1, draft, told);
                });
    }
}
