package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Attendance;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code get_joined_group_list}: the groups that somebody is in, up to {@value #MAX_LIMIT} at once, without live rooms and
 * without private groups in which nobody ever said anything unless these are asked for.
 */
final class GetJoinedGroupList implements Command<GetJoinedGroupList.Parameters> {
    private static final int MAX_LIMIT = 5_000;
    private static final int AT_ONCE = 1_000;

    /**
     * @param unused whether private groups without messages are listed
     * @param base the fields of the group that are wanted
     * @param self null = nothing of the member
     */
    record Parameters(
            String account,
            Set<Room.Kind> kinds,
            boolean unused,
            long offset,
            int limit,
            Set<String> base,
            @Nullable MemberView self) {}

    private final Accounts accounts;
    private final Rooms rooms;
    private final Registration registration;

    GetJoinedGroupList(Accounts accounts, Rooms rooms, Registration registration) {
        this.accounts = accounts;
        this.rooms = rooms;
        this.registration = registration;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "get_joined_group_list";
    }

    @Override
    public Parameters parse(Fields body) {
        String account = body.account("Member_Account");
        Set<Room.Kind> kinds = kinds(body.flag("WithHugeGroups"), body.optionalWord("GroupType", GroupType.names()));
        boolean unused = body.flag("WithNoActiveGroups");
        long offset = body.integer("Offset", 0, Fields.UINT32, 0);
        int limit = (int) body.integer("Limit", 1, MAX_LIMIT, MAX_LIMIT);
        body.flag("SupportTopic");
        Fields filter = body.optionalObject("ResponseFilter");
        Set<String> base = filter == null ? null : filter.optionalNames("GroupBaseInfoFilter");
        Set<String> self = filter == null ? null : filter.optionalNames("SelfInfoFilter");
        return new Parameters(
                account,
                kinds,
                unused,
                offset,
                limit,
                base == null ? Set.of() : base,
                self == null ? null : new MemberView(self));
    }

    /** A type that is named is listed in any case. */
    private static Set<Room.Kind> kinds(boolean huge, @Nullable String type) {
        if (type != null) {
            return Set.of(GroupType.named(type).kind);
        }
        Set<Room.Kind> kinds = EnumSet.complementOf(EnumSet.of(Room.Kind.DIRECT));
        if (!huge) {
            kinds.remove(Room.Kind.LIVE);
        }
        return kinds;
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        ArrayNode groups = StrictJson.newObject().arrayNode();
        return accounts.find(call.app(), asked.account())
                .compose(person -> list(person.id(), asked, 0, groups))
                .map(total -> {
                    ObjectNode answer = StrictJson.newObject().put("TotalCount", total);
                    return Envelope.okWithinBound(answer.set("GroupIdList", groups));
                });
    }

    /** The groups after the first {@code done} of those asked for, a part at a time. @return how many there are in all */
    private Future<Long> list(long person, Parameters asked, int done, ArrayNode groups) {
        int limit = Math.min(AT_ONCE, asked.limit() - done);
        return rooms.attended(person, asked.kinds(), asked.unused(), asked.offset() + done, limit)
                .compose(part -> write(part.items(), asked, groups).compose(v -> {
                    boolean last = part.items().size() < limit || done + limit == asked.limit();
                    return last ? Future.succeededFuture(part.total()) : list(person, asked, done + limit, groups);
                }));
    }

    private Future<Void> write(List<Attendance> part, Parameters asked, ArrayNode groups) {
        if (part.isEmpty()) {
            return Future.succeededFuture();
        }
        return rooms.byIds(part.stream().map(Attendance::room).toList())
                .compose(found -> GroupView.load(rooms, registration, found).map(view -> {
                    Map<Long, Room> byId = found.stream().collect(Collectors.toMap(Room::id, Function.identity()));
                    part.forEach(one -> add(one, byId.get(one.room()), view, asked, groups));
                    return null;
                }));
    }

    private static void add(Attendance one, @Nullable Room group, GroupView view, Parameters asked, ArrayNode groups) {
        if (group == null || !view.knows(group)) {
            // Deleted in between.
            return;
        }
        ObjectNode item = groups.addObject().put("GroupId", group.roomId());
        item.setAll(view.of(group, asked.base()));
        if (asked.self() != null) {
            item.set("SelfInfo", asked.self().self(one, null));
        }
    }
}
