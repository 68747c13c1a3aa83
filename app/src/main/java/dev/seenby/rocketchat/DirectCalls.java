package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Direct conversations: {@code im.*}, which is called {@code dm.*} too. */
final class DirectCalls {
    private static final String CREATE = "createDirectMessage";

    private final Services services;
    private final Access access;
    private final RoomJson json;
    private final MemberList members;

    DirectCalls(Services services, Access access) {
        this.services = services;
        this.access = access;
        this.json = new RoomJson(services);
        this.members = new MemberList(services);
    }

    List<Call> calls() {
        return Stream.of("im.", "dm.")
                .flatMap(prefix -> Stream.of(
                        Call.post(prefix + "create", this::create),
                        Call.post(prefix + "delete", this::delete),
                        Call.get(prefix + "list", this::list),
                        Call.get(prefix + "members", this::members)))
                .toList();
    }

    private Future<Reply> create(Request request) {
        Caller caller = request.caller();
        Map<String, String> names = usernames(request.body());
        boolean excludeSelf = request.body().flag("excludeSelf", false);
        boolean self = names.remove(folded(caller.person().username())) != null;
        // Oneself alone is a conversation; nobody, or one other without oneself, is none.
        if (names.isEmpty() && (!self || excludeSelf) || names.size() == 1 && excludeSelf) {
            throw invalidUser();
        }
        mustFit(request.settings(), names.size() + (excludeSelf ? 0 : 1));
        if (!caller.may(Permission.CREATE_D)) {
            throw RocketChatException.inMethod("Not allowed", "error-not-allowed", CREATE);
        }
        return others(caller, names)
                .compose(others -> {
                    List<Person> people = new ArrayList<>(others);
                    if (!excludeSelf) {
                        people.add(0, caller.person());
                    }
                    return services.conversations()
                            .direct(caller.person().app(), people.get(0).id(), people);
                })
                .compose(json::one)
                .map(room -> Reply.success(StrictJson.newObject().set("room", withRid(room))));
    }

    /** As they were written, by themselves in lower case. */
    private static Map<String, String> usernames(Body body) {
        boolean one = body.has("username");
        boolean many = body.has("usernames");
        if (one == many) {
            throw RocketChatException.body((one
                            ? "must NOT have additional properties\n must NOT have additional properties"
                            : "must have required property 'usernames'\n must have required property 'username'")
                    + "\n must match exactly one schema in oneOf");
        }
        Map<String, String> names = new LinkedHashMap<>();
        for (String name : one
                ? List.of(body.required("username"))
                : List.of(body.required("usernames").split(",", -1))) {
            names.put(folded(name.strip()), name.strip());
        }
        return names;
    }

    private static String folded(String username) {
        return username.toLowerCase(Locale.ROOT);
    }

    private static void mustFit(Settings settings, int people) {
        int most = Math.max(1, Math.min(DirectMembers.MOST, settings.number(Setting.DirectMesssage_maxUsers)));
        if (people > most) {
            throw RocketChatException.inMethod(
                    "You cannot add more than " + most + " users, including yourself to a direct message",
                    "error-direct-message-max-user-exceeded",
                    "createDirectRoom");
        }
    }

    private Future<List<Person>> others(Caller caller, Map<String, String> names) {
        if (names.isEmpty()) {
            return Future.succeededFuture(List.of());
        }
        return services.people()
                .byUsernames(caller.person().app(), names.values())
                .map(found -> {
                    Map<String, Person> known = found.stream()
                            .collect(Collectors.toMap(person -> folded(person.username()), Function.identity()));
                    return names.keySet().stream()
                            .map(name -> Optional.ofNullable(known.get(name)).orElseThrow(DirectCalls::invalidUser))
                            .toList();
                });
    }

    private static RocketChatException invalidUser() {
        return RocketChatException.inMethod("Invalid user", "error-invalid-user", CREATE);
    }

    private static ObjectNode withRid(ObjectNode room) {
        String id = room.get("_id").textValue();
        return StrictJson.newObject().put("_id", id).put("rid", id).setAll(room);
    }

    private Future<Reply> delete(Request request) {
        return find(
                        request.caller(),
                        request.body().text("roomId"),
                        request.body().text("username"))
                .compose(seat -> ChannelCalls.delete(services, seat));
    }

    private Future<Reply> members(Request request) {
        return find(
                        request.caller(),
                        request.query().text("roomId"),
                        request.query().text("username"))
                .map(seat -> members.of(request, seat.room()));
    }

    private Future<Reply> list(Request request) {
        return Future.succeededFuture(new ListReply<Room>(
                "ims",
                Paging.of(request),
                ListReply.ascending(request, "name", false),
                RoomJson.AT_ONCE,
                (offset, limit) -> services.rooms()
                        .list(
                                request.app().sdkAppId(),
                                RoomType.DIRECT.kinds(),
                                request.caller().id(),
                                offset,
                                limit),
                json::all));
    }

    /** By its id, or as the conversation with somebody. */
    private Future<Seat> find(Caller caller, @Nullable String roomId, @Nullable String username) {
        if (roomId == null && username == null) {
            throw RocketChatException.coded(
                    "Query param \"roomId\" or \"username\" is required", "error-room-param-not-provided");
        }
        Future<Optional<Seat>> seat =
                roomId != null ? access.byId(caller, roomId) : access.direct(caller, Objects.requireNonNull(username));
        return seat.map(found -> found.filter(one -> RoomType.DIRECT.has(one.room()) && one.canInspect())
                .orElseThrow(() -> RoomLookup.notFound(RoomType.DIRECT)));
    }
}
