package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of public channels, {@code channels.*}, or of private groups, {@code groups.*}: making, finding, deleting. */
final class ChannelCalls {
    private final Services services;
    private final RoomType type;
    private final RoomLookup lookup;
    private final RoomCreation creation;
    private final RoomJson json;
    private final MemberList members;

    /** @param type {@link RoomType#CHANNEL} or {@link RoomType#GROUP} */
    ChannelCalls(Services services, Access access, RoomType type) {
        this.services = services;
        this.type = type;
        this.lookup = new RoomLookup(access);
        this.creation = new RoomCreation(services);
        this.json = new RoomJson(services);
        this.members = new MemberList(services);
    }

    List<Call> calls() {
        String all = type.noun() + "s.";
        List<Call> calls = new ArrayList<>(List.of(
                Call.post(all + "create", this::create),
                Call.post(all + "delete", this::delete),
                Call.get(all + "info", this::info),
                Call.get(all + "members", this::members)));
        if (type == RoomType.CHANNEL) {
            calls.add(Call.get("channels.list", this::channels));
            calls.add(Call.get("channels.list.joined", request -> listed(request, request.caller())));
        } else {
            calls.add(Call.get("groups.list", request -> listed(request, request.caller())));
            calls.add(Call.get("groups.listAll", this::allGroups));
        }
        return calls;
    }

    private Future<Reply> create(Request request) {
        return creation.create(request, type).compose(json::one).map(this::reply);
    }

    private Future<Reply> info(Request request) {
        return lookup.visible(request.caller(), RoomLookup.Name.of(request.query()), type)
                .compose(seat -> json.one(seat.room()))
                .map(this::reply);
    }

    private Reply reply(ObjectNode room) {
        return Reply.success(StrictJson.newObject().set(type.noun(), room));
    }

    private Future<Reply> delete(Request request) {
        return lookup.visible(request.caller(), RoomLookup.Name.of(request.body()), type)
                .compose(seat -> delete(services, seat));
    }

    /** Deletes a room of any type, if the caller may. */
    static Future<Reply> delete(Services services, Seat seat) {
        if (!seat.mayDelete()) {
            throw RocketChatException.inMethod("Not allowed", "error-not-allowed", "eraseRoom");
        }
        return services.conversations().delete(seat.room()).map(deleted -> Reply.success());
    }

    private Future<Reply> members(Request request) {
        return lookup.visible(request.caller(), RoomLookup.Name.of(request.query()), type)
                .map(seat -> members.of(request, seat.room()));
    }

    private Future<Reply> channels(Request request) {
        Caller caller = request.caller();
        boolean all = caller.may(Permission.VIEW_C_ROOM);
        if (!all) {
            caller.must(Permission.VIEW_JOINED_ROOM);
        }
        return listed(request, all ? null : caller);
    }

    private Future<Reply> allGroups(Request request) {
        request.caller().must(Permission.VIEW_ROOM_ADMINISTRATION);
        return listed(request, null);
    }

    /** @param member whose rooms; null = all */
    private Future<Reply> listed(Request request, @Nullable Caller member) {
        return Future.succeededFuture(new ListReply<Room>(
                type.noun() + "s",
                Paging.of(request),
                ListReply.ascending(request, "name", false),
                RoomJson.AT_ONCE,
                (offset, limit) -> services.rooms()
                        .list(
                                request.app().sdkAppId(),
                                type.kinds(),
                                member == null ? null : member.id(),
                                offset,
                                limit),
                json::all));
    }
}
