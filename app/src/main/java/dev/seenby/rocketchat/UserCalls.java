package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.credentials.Passwords;
import dev.seenby.http.Output;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.Subscriptions;
import io.vertx.core.Future;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Making people, and finding them. */
final class UserCalls {
    private static final int PAGE = 1_000;
    /** Of a person, those with the smallest storage ids. */
    private static final int MOST_ROOMS = 10_000;

    private static final List<String> NAMES = List.of("userId", "username", "importId", "email", "freeSwitchExtension");

    private final Registration registration;
    private final Passwords passwords;
    private final People people;
    private final Rooms rooms;
    private final Subscriptions subscriptions;

    UserCalls(Services services) {
        this.registration = services.registration();
        this.passwords = services.passwords();
        this.people = services.people();
        this.rooms = services.rooms();
        this.subscriptions = services.subscriptions();
    }

    List<Call> calls() {
        return List.of(
                Call.post("users.create", this::create),
                Call.get("users.info", this::info),
                Call.get("users.list", this::list));
    }

    private Future<Reply> create(Request request) {
        NewUser user = NewUser.of(request);
        long app = request.app().sdkAppId();
        return people.byUsernames(app, List.of(user.username()))
                .compose(found -> {
                    if (!found.isEmpty()) {
                        throw NewUser.taken(user.username());
                    }
                    return people.byEmail(app, user.email());
                })
                .compose(found -> {
                    if (found.isPresent()) {
                        throw NewUser.taken(user.email());
                    }
                    return passwords.credential(user.passwordOrRandom());
                })
                .compose(password -> registration.register(app, user.registration(password)))
                .recover(failure -> Future.failedFuture(named(failure, user)))
                .map(made -> {
                    ObjectNode body = StrictJson.newObject();
                    body.set("user", UserJson.created(made));
                    return Reply.success(body);
                });
    }

    /** Somebody else took it in between. */
    private static Throwable named(Throwable failure, NewUser user) {
        if (failure instanceof Conflict conflict) {
            if (conflict.of() == Conflict.Of.USERNAME) {
                return NewUser.taken(user.username());
            }
            if (conflict.of() == Conflict.Of.EMAIL) {
                return NewUser.taken(user.email());
            }
        }
        return failure;
    }

    private Future<Reply> info(Request request) {
        Query query = request.query();
        String fields = query.text("fields");
        Optional<Projection> projection = Optional.ofNullable(fields).map(Projection::parse);
        boolean withRooms = query.flag("includeUserRooms");
        return find(request).compose(person -> {
            Caller caller = request.caller();
            boolean self = person.id() == caller.id();
            ObjectNode user = UserJson.info(person, self || caller.may(Permission.VIEW_FULL_OTHER_USER_INFO));
            Future<Void> complete = withRooms && (self || caller.may(Permission.VIEW_OTHER_USER_CHANNELS))
                    ? addRooms(user.putArray("rooms"), person, 0)
                    : Future.succeededFuture();
            return complete.map(done -> {
                ObjectNode body = StrictJson.newObject();
                body.set("user", projection.map(wanted -> wanted.apply(user)).orElse(user));
                return Reply.success(body);
            });
        });
    }

    private Future<Person> find(Request request) {
        Query query = request.query();
        long app = request.app().sdkAppId();
        for (String name : NAMES) {
            String value = query.text(name);
            if (value != null) {
                return find(request.caller(), app, name, value)
                        .map(found -> found.orElseThrow(() -> RocketChatException.plain("User not found.")));
            }
        }
        throw RocketChatException.parameter(NAMES.stream()
                .map(name -> "must have required property '" + name + "'")
                .collect(Collectors.joining("\n ", "", "\n must match a schema in anyOf")));
    }

    private Future<Optional<Person>> find(Caller caller, long app, String name, String value) {
        if (!StrictJson.storable(value)) {
            return Future.succeededFuture(Optional.empty());
        }
        return switch (name) {
            case "userId" -> first(people.byRocketChatIds(app, List.of(value)));
            case "username" -> first(people.byUsernames(app, List.of(value)));
            // Whose address it is must not be told to those who may not see addresses.
            case "email" ->
                people.byEmail(app, value)
                        .map(found -> found.filter(person ->
                                person.id() == caller.id() || caller.may(Permission.VIEW_FULL_OTHER_USER_INFO)));
            default -> Future.succeededFuture(Optional.empty());
        };
    }

    private static Future<Optional<Person>> first(Future<List<Person>> people) {
        return people.map(found -> found.stream().findFirst());
    }

    private Future<Void> addRooms(ArrayNode to, Person person, long after) {
        return subscriptions.of(person.id(), after, PAGE).compose(page -> {
            if (page.isEmpty()) {
                return Future.succeededFuture();
            }
            List<Long> ids = page.stream().map(Subscriptions.Subscription::room).toList();
            return rooms.byIds(ids).compose(found -> {
                Map<Long, Room> byId =
                        found.stream().filter(RoomType::known).collect(Collectors.toMap(Room::id, Function.identity()));
                for (Subscriptions.Subscription one : page) {
                    Room room = byId.get(one.room());
                    if (room != null) {
                        add(to, room, one);
                    }
                }
                return page.size() < PAGE || to.size() >= MOST_ROOMS
                        ? Future.succeededFuture()
                        : addRooms(to, person, ids.get(ids.size() - 1));
            });
        });
    }

    private static void add(ArrayNode to, Room room, Subscriptions.Subscription subscription) {
        ObjectNode json = to.addObject().put("rid", room.roomId());
        if (room.kind() != Room.Kind.DIRECT) {
            json.put("name", room.name());
        }
        json.put("t", RoomType.of(room).letter()).put("unread", subscription.unread());
        List<String> roles = RoomRole.names(subscription.role());
        if (!roles.isEmpty()) {
            ArrayNode array = json.putArray("roles");
            roles.forEach(array::add);
        }
    }

    private Future<Reply> list(Request request) {
        Caller caller = request.caller();
        caller.must(Permission.VIEW_D_ROOM);
        Paging paging = Paging.of(request);
        mustBeByUsername(request.query().text("sort"));
        boolean full = caller.may(Permission.VIEW_FULL_OTHER_USER_INFO);
        long app = request.app().sdkAppId();
        // The first part is looked up before anything is sent, so that a failure can still be told.
        return people.list(app, paging.offset(), Math.min(PAGE, paging.count()))
                .map(first -> (Reply.Streamed) output -> {
                    output.add("{\"users\":[");
                    return write(output, first.items(), full, 0)
                            .compose(written -> more(output, app, paging, full, written))
                            .compose(written -> output.add("],\"count\":" + written + ",\"offset\":" + paging.offset()
                                            + ",\"total\":" + first.total() + ",\"success\":true}")
                                    .end());
                });
    }

    /** No other order is there. */
    private static void mustBeByUsername(@Nullable String sort) {
        if (sort != null) {
            JsonParameter parameter = new JsonParameter("sort", sort);
            for (Map.Entry<String, JsonNode> key : parameter.object().properties()) {
                double direction = key.getValue().isNumber() ? key.getValue().doubleValue() : 0;
                if (direction != 1 && direction != -1) {
                    throw parameter.malformed();
                }
                if (direction != 1 || !key.getKey().equals("username")) {
                    throw parameter.refused("People are sorted by username, ascending, and by nothing else");
                }
            }
        }
    }

    /** @param written how many so far @return how many in the end */
    private Future<Integer> more(Output output, long app, Paging paging, boolean full, int written) {
        if (written == 0 || written % PAGE != 0 || written >= paging.count()) {
            return Future.succeededFuture(written);
        }
        return people.list(app, paging.offset() + written, Math.min(PAGE, paging.count() - written))
                .compose(page -> page.items().isEmpty()
                        ? Future.succeededFuture(written)
                        : write(output, page.items(), full, written)
                                .compose(now -> more(output, app, paging, full, now)));
    }

    private static Future<Integer> write(Output output, List<Person> page, boolean full, int written) {
        int now = written;
        for (Person person : page) {
            output.add(now++ == 0 ? "" : ",").add(StrictJson.bytes(UserJson.listed(person, full)));
        }
        return output.flush().map(now);
    }
}
