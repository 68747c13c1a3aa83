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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code get_group_info}: what there is to know of up to {@value #MAX_GROUPS} groups and of the first {@value
 * #MAX_MEMBERS} members of each. Answers one item for each asked for, in the same order, with an {@code ErrorCode} of its
 * own.
 */
final class GetGroupInfo implements Command<GetGroupInfo.Parameters> {
    private static final int MAX_GROUPS = 50;
    private static final int MAX_MEMBERS = 200;

    /**
     * What to answer with; of a filter that is given, only what its lists name.
     *
     * @param base null = everything
     * @param members null = everything
     * @param withMembers whether members are listed at all
     * @param custom null = all custom fields
     */
    record Wanted(
            @Nullable Set<String> base,
            @Nullable Set<String> members,
            boolean withMembers,
            @Nullable Set<String> custom) {
        static final Wanted ALL = new Wanted(null, null, true, null);

        static Wanted of(Fields filter) {
            Set<String> base = filter.optionalNames("GroupBaseInfoFilter");
            Set<String> members = filter.optionalNames("MemberInfoFilter");
            Set<String> custom = filter.optionalNames("AppDefinedDataFilter_Group");
            // No call sets custom fields of members, so there are none to choose from.
            filter.optionalNames("AppDefinedDataFilter_GroupMember");
            return new Wanted(
                    base == null ? Set.of() : base, members, members != null, custom == null ? Set.of() : custom);
        }
    }

    record Parameters(List<String> groupIds, Wanted wanted) {}

    private final Rooms rooms;
    private final Registration registration;

    GetGroupInfo(Rooms rooms, Registration registration) {
        this.rooms = rooms;
        this.registration = registration;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "get_group_info";
    }

    @Override
    public Parameters parse(Fields body) {
        List<String> groupIds = body.texts("GroupIdList", MAX_GROUPS, ErrorCode.PARAMETER);
        Fields filter = body.optionalObject("ResponseFilter");
        return new Parameters(groupIds, filter == null ? Wanted.ALL : Wanted.of(filter));
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        Set<String> ids = Set.copyOf(
                asked.groupIds().stream().filter(Groups::isId).distinct().toList());
        return rooms.byRoomIds(call.app().sdkAppId(), ids).compose(found -> {
            List<Room> groups = found.stream()
                    .filter(room -> room.kind() != Room.Kind.DIRECT)
                    .toList();
            return GroupView.load(rooms, registration, groups)
                    .compose(view -> members(groups, asked.wanted()).map(members -> {
                        Map<String, ObjectNode> items = new LinkedHashMap<>();
                        groups.stream()
                                .filter(view::knows)
                                .forEach(group -> items.put(
                                        group.roomId(), item(group, view, asked.wanted(), members.get(group.id()))));
                        return write(asked.groupIds(), items);
                    }));
        });
    }

    /** By storage id of the group; nobody of an AVChatRoom. */
    private Future<Map<Long, ArrayNode>> members(List<Room> groups, Wanted wanted) {
        Map<Long, ArrayNode> lists = new LinkedHashMap<>();
        if (!wanted.withMembers()) {
            return Future.succeededFuture(lists);
        }
        groups.forEach(group -> lists.put(group.id(), StrictJson.newObject().arrayNode()));
        List<Long> ids = groups.stream()
                .filter(group -> group.kind() != Room.Kind.LIVE)
                .map(Room::id)
                .toList();
        if (ids.isEmpty()) {
            return Future.succeededFuture(lists);
        }
        MemberView view = new MemberView(wanted.members());
        return LastSent.load(rooms, ids, view.showsLastSent()).compose(last -> rooms.attendance(
                        ids, GetGroupMemberInfo.ALL_ROLES, 0, 0, MAX_MEMBERS)
                .map(found -> {
                    for (Attendance one : found) {
                        lists.getOrDefault(one.room(), StrictJson.newObject().arrayNode())
                                .add(view.of(one, last.of(one)));
                    }
                    return lists;
                }));
    }

    private static ObjectNode item(Room group, GroupView view, Wanted wanted, @Nullable ArrayNode members) {
        ObjectNode json = head(group.roomId(), 0, "");
        json.setAll(view.of(group, wanted.base()));
        Map<String, String> custom = GroupProfile.custom(GroupView.details(group));
        if (wanted.custom() != null) {
            custom.keySet().retainAll(wanted.custom());
        }
        if (wanted.custom() == null || !wanted.custom().isEmpty()) {
            json.set(GroupProfile.CUSTOM, GroupProfile.wire(custom));
        }
        if (members != null) {
            json.set("MemberList", members);
        }
        return json;
    }

    private static ObjectNode head(String groupId, int code, String info) {
        return StrictJson.newObject()
                .put("GroupId", groupId)
                .put("ErrorCode", code)
                .put("ErrorInfo", info);
    }

    private static Buffer write(List<String> asked, Map<String, ObjectNode> items) {
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("GroupInfo");
        for (String groupId : asked) {
            ErrorCode missing = Groups.isId(groupId) ? ErrorCode.NO_GROUP : ErrorCode.GROUP_ID;
            ObjectNode item = items.get(groupId);
            list.add(item != null ? item : head(groupId, missing.number, missing.info));
        }
        return Envelope.okWithinBound(answer);
    }
}
