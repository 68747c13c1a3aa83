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
import io.vertx.core.Future;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
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
                .map(written -> {
                    ObjectNode body = StrictJson.newObject();
                    body.set("message", written);
                    return Reply.success(body);
                });
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
        return seats(request.caller(), targets)
                .compose(seats -> {
                    // Before the first message goes out, it must be clear that all may.
                    seats.values().forEach(seat -> Drafts.mayWrite(seat, extras));
                    return sendAll(new ArrayList<>(seats.values()), 0, draft, null);
                })
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

    private Future<Map<String, Seat>> seats(Caller caller, List<String> targets) {
        Map<String, Seat> seats = new LinkedHashMap<>();
        Future<Void> done = Future.succeededFuture();
        for (String target : targets) {
            done = done.compose(former -> seat(caller, target).map(seat -> {
                seats.put(seat.room().roomId(), seat);
                return null;
            }));
        }
        return done.map(seats);
    }

    /** {@code #name} is a room, {@code @username} a person; without either it may be a room's id or name, or a username. */
    private Future<Seat> seat(Caller caller, String target) {
        if (target.startsWith("@")) {
            return person(caller, target.substring(1));
        }
        String name = target.startsWith("#") ? target.substring(1) : target;
        return access.byId(caller, name)
                .compose(byId -> byId.isPresent() ? Future.succeededFuture(byId) : access.byName(caller, name))
                .compose(found -> found.map(Future::succeededFuture)
                        .orElseGet(() -> target.startsWith("#")
                                ? Future.failedFuture(invalidChannel())
                                : person(caller, target)))
                .compose(this::joined);
    }

    private static RocketChatException invalidChannel() {
        return RocketChatException.coded("", "invalid-channel");
    }

    private Future<Seat> person(Caller caller, String username) {
        return people.byUsernames(caller.person().app(), List.of(username)).compose(found -> {
            if (found.isEmpty()) {
                throw invalidChannel();
            }
            Person other = found.get(0);
            List<Person> both = other.id() == caller.id() ? List.of(other) : List.of(caller.person(), other);
            return conversations
                    .direct(caller.person().app(), caller.id(), both)
                    .compose(room -> access.seat(caller, room));
        });
    }

    /** Who posts into a public channel that they can see becomes a member of it. */
    private Future<Seat> joined(Seat seat) {
        if (seat.isMember() || RoomType.of(seat.room()) != RoomType.CHANNEL || !seat.canAccess()) {
            return Future.succeededFuture(seat);
        }
        return conversations
                .join(seat.room(), List.of(new NewRoom.NewMember(seat.caller().id(), Member.Role.MEMBER)))
                .compose(done -> access.seat(seat.caller(), seat.room()));
    }

    /** One after the other. @return the first one */
    private Future<Message> sendAll(List<Seat> seats, int i, Drafts.Draft draft, @Nullable Message first) {
        return drafts.send(seats.get(i), draft).compose(sent -> {
            Message told = first == null ? sent : first;
            return i + 1 == seats.size() ? Future.succeededFuture(told) : sendAll(seats, i + 1, draft, told);
        });
    }
}
