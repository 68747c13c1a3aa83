package dev.seenby.rocketchat;

import dev.seenby.http.StrictJson;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** Who comes into channels or groups and who goes. What people read while they were in stays read. */
final class MembershipCalls {
    private final Services services;
    private final RoomType type;
    private final RoomLookup lookup;
    private final RoomJson json;
    private final PeopleNamed people;

    /** @param type {@link RoomType#CHANNEL} or {@link RoomType#GROUP} */
    MembershipCalls(Services services, Access access, RoomType type) {
        this.services = services;
        this.type = type;
        this.lookup = new RoomLookup(access);
        this.json = new RoomJson(services);
        this.people = new PeopleNamed(services.people());
    }

    List<Call> calls() {
        String all = type.noun() + "s.";
        List<Call> calls = new ArrayList<>(List.of(
                Call.post(all + "invite", this::invite),
                Call.post(all + "kick", this::kick),
                Call.post(all + "leave", this::leave)));
        if (type == RoomType.CHANNEL) {
            calls.add(Call.post("channels.join", this::join));
        }
        return calls;
    }

    private Future<Seat> seat(Request request) {
        return lookup.any(request.caller(), RoomLookup.Name.of(request.body()), type);
    }

    private Future<Reply> invite(Request request) {
        return seat(request)
                .compose(seat -> people.all(request.caller(), request.body()).compose(invited -> {
                    if (invited.isEmpty()) {
                        throw nobodyInvited();
                    }
                    if (!seat.mayInvite()) {
                        throw notAllowed("addUsersToRoom");
                    }
                    return join(seat.room(), invited);
                }));
    }

    /** Those who are in already stay as they are. */
    private Future<Reply> join(Room room, List<Person> joining) {
        List<NewMember> members = joining.stream()
                .map(person -> new NewMember(person.id(), Member.Role.MEMBER))
                .toList();
        return services.conversations().join(room, members).compose(joined -> written(room));
    }

    private RocketChatException nobodyInvited() {
        return type == RoomType.CHANNEL
                ? RocketChatException.of(400, "invalid-user-invite-list", "Cannot invite if no users are provided")
                : RocketChatException.coded("Cannot invite if no valid users are provided", "error-empty-invite-list");
    }

    private Future<Reply> join(Request request) {
        return seat(request).compose(seat -> {
            if (!seat.canAccess()) {
                throw notAllowed("joinRoom");
            }
            return join(seat.room(), List.of(request.caller().person()));
        });
    }

    private Future<Reply> kick(Request request) {
        String method = "removeUserFromRoom";
        return seat(request).compose(seat -> people.one(request.caller(), request.body())
                .compose(person -> {
                    if (!seat.mayKick()) {
                        throw notAllowed(method);
                    }
                    return services.conversations().members(seat.room(), List.of(person.id()));
                })
                .compose(found -> {
                    if (found.isEmpty()) {
                        throw RocketChatException.inMethod(
                                "User is not in this room", "error-user-not-in-room", method);
                    }
                    return remove(seat.room(), found.get(0), method);
                }));
    }

    private Future<Reply> leave(Request request) {
        String method = "leaveRoom";
        return seat(request).compose(seat -> {
            if (!seat.mayLeave()) {
                throw notAllowed(method);
            }
            Member member = seat.member();
            if (member == null) {
                throw RocketChatException.inMethod("You are not in this room", "error-user-not-in-room", method);
            }
            return remove(seat.room(), member, method);
        });
    }

    private Future<Reply> remove(Room room, Member member, String method) {
        // A room has one owner, who made it.
        if (member.role() == Member.Role.OWNER) {
            throw RocketChatException.inMethod(
                    "You are the last owner. Please set new owner before leaving the room.",
                    "error-you-are-last-owner",
                    method);
        }
        return services.conversations()
                .leave(room, List.of(member.person()))
                .compose(left -> type == RoomType.CHANNEL ? written(room) : Future.succeededFuture(Reply.success()));
    }

    private Future<Reply> written(Room room) {
        return json.one(room)
                .map(written -> Reply.success(StrictJson.newObject().set(type.noun(), written)));
    }

    private static RocketChatException notAllowed(String method) {
        return RocketChatException.inMethod("Not allowed", "error-not-allowed", method);
    }
}
