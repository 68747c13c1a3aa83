package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.App;
import dev.seenby.storage.Attendance;
import dev.seenby.storage.Member;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * {@code get_group_member_info}: the members of a group, up to {@value #MAX_LIMIT} at once, by {@code Offset}, or by
 * {@code Next} from the last of those before. Without {@code Limit} all of them, if they fit.
 */
final class GetGroupMemberInfo implements Command<GetGroupMemberInfo.Parameters> {
    static final Set<Member.Role> ALL_ROLES = Set.copyOf(EnumSet.allOf(Member.Role.class));

    private static final int MAX_LIMIT = 6_000;
    private static final Map<String, Member.Role> ROLES =
            Map.of("Owner", Member.Role.OWNER, "Admin", Member.Role.ADMIN, "Member", Member.Role.MEMBER);

    /**
     * @param limit null = all
     * @param next a {@link Person#zulipId}, 0 = from the beginning
     */
    record Parameters(
            String groupId,
            MemberView view,
            Set<Member.Role> roles,
            @Nullable Integer limit,
            long offset,
            int next) {}

    private final Groups groups;
    private final Rooms rooms;
    private final People people;

    GetGroupMemberInfo(Groups groups, Rooms rooms, People people) {
        this.groups = groups;
        this.rooms = rooms;
        this.people = people;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "get_group_member_info";
    }

    @Override
    public Parameters parse(Fields body) {
        MemberView view = new MemberView(body.optionalNames("MemberInfoFilter"));
        Set<Member.Role> roles = body.optionalWords("MemberRoleFilter", ROLES.keySet()).stream()
                .map(ROLES::get)
                .collect(Collectors.toSet());
        body.optionalNames("AppDefinedDataFilter_GroupMember");
        Integer limit = body.has("Limit") ? Integer.valueOf((int) body.integer("Limit", 1, MAX_LIMIT)) : null;
        long offset = body.integer("Offset", 0, Fields.UINT32, 0);
        int next = next(body);
        return new Parameters(Groups.id(body), view, roles.isEmpty() ? ALL_ROLES : roles, limit, offset, next);
    }

    /** A decimal number as a text, {@code ""} or 0. */
    private static int next(Fields body) {
        if (!body.has("Next") || body.json().path("Next").isNumber()) {
            return (int) body.integer("Next", 0, 0, 0);
        }
        String next = body.text("Next", 10);
        if (next.isEmpty()) {
            return 0;
        }
        try {
            return Integer.parseUnsignedInt(next);
        } catch (NumberFormatException e) {
            throw body.wrong("Next", "is not one that was returned");
        }
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.find(call.app(), asked.groupId()).compose(room -> {
            if (room.kind() == Room.Kind.LIVE) {
                throw ErrorCode.NO_PERMISSION.error("the members of an AVChatRoom are not told");
            }
            return after(call.app(), asked.next()).compose(after -> members(room, asked, after));
        });
    }

    /** The storage id of the person that the page before ended with. */
    private Future<Long> after(App app, int next) {
        if (next == 0) {
            return Future.succeededFuture(0L);
        }
        return people.byZulipIds(app.sdkAppId(), List.of(next)).map(found -> found.stream()
                .findFirst()
                .map(Person::id)
                .orElseThrow(() -> ErrorCode.PARAMETER.error("Next is not one that was returned")));
    }

    private Future<Buffer> members(Room room, Parameters asked, long after) {
        List<Long> group = List.of(room.id());
        int limit = asked.limit() == null ? MAX_LIMIT : asked.limit();
        return rooms.attendance(group, asked.roles(), after, asked.offset(), limit + 1)
                .compose(found -> {
                    boolean more = found.size() > limit;
                    if (more && asked.limit() == null) {
                        throw ErrorCode.ANSWER_TOO_LONG.error();
                    }
                    List<Attendance> page = more ? found.subList(0, limit) : found;
                    return LastSent.load(rooms, group, asked.view().showsLastSent())
                            .compose(last -> rooms.size(room.id()).compose(size -> next(room, page, more)
                                    .map(next -> write(asked.view(), page, last, size, next))));
                });
    }

    /** Where to go on, told for a Community alone; empty at the end. */
    private Future<@Nullable String> next(Room room, List<Attendance> page, boolean more) {
        if (room.kind() != Room.Kind.COMMUNITY) {
            return Future.succeededFuture();
        }
        if (!more) {
            return Future.succeededFuture("");
        }
        return people.byIds(List.of(page.get(page.size() - 1).member().person()))
                .map(found -> Integer.toString(found.get(0).zulipId()));
    }

    private static Buffer write(
            MemberView view, List<Attendance> page, LastSent last, int size, @Nullable String next) {
        ObjectNode answer = StrictJson.newObject();
        if (next != null) {
            answer.put("Next", next);
        }
        ArrayNode list = answer.put("MemberNum", size).putArray("MemberList");
        page.forEach(member -> list.add(view.of(member, last.of(member))));
        return Envelope.okWithinBound(answer);
    }
}
