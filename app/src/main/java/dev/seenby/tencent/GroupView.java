package dev.seenby.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Groups as answers show them: of the fields that there are, those that a filter names. */
final class GroupView {
    /** When the group's fields were last changed, seconds, and how often they were, in its details. */
    static final String LAST_INFO_TIME = "LastInfoTime";

    static final String INFO_SEQ = "InfoSeq";
    /** There is no bound on members; the greatest number that clients with 32 bits can read. */
    private static final long NO_BOUND = Integer.MAX_VALUE;

    private final Map<Long, Rooms.Status> statuses;
    private final Map<Long, Person> owners;

    private GroupView(Map<Long, Rooms.Status> statuses, Map<Long, Person> owners) {
        this.statuses = statuses;
        this.owners = owners;
    }

    /** Loads what else must be known of the groups. @param groups at most 1,000 */
    static Future<GroupView> load(Rooms rooms, Registration registration, Collection<Room> groups) {
        Future<List<Rooms.Status>> statuses =
                rooms.statuses(groups.stream().map(Room::id).toList());
        return registration
                .byIds(groups.stream().map(Room::owner).filter(Objects::nonNull).collect(Collectors.toSet()))
                .compose(owners -> statuses.map(found -> new GroupView(
                        found.stream().collect(Collectors.toMap(Rooms.Status::room, Function.identity())), owners)));
    }

    /** Whether the group was still there when this was loaded. */
    boolean knows(Room group) {
        return statuses.containsKey(group.id());
    }

    /** @param filter null = everything */
    ObjectNode of(Room group, @Nullable Set<String> filter) {
        ObjectNode details = details(group);
        GroupType type = GroupType.of(group.kind());
        ObjectNode json = StrictJson.newObject()
                .put("Type", type.wireName)
                .put("Name", group.displayName().isEmpty() ? group.name() : group.displayName())
                .put("Appid", group.app())
                .put(GroupProfile.INTRODUCTION_NAME, introduction(details))
                .put("Notification", details.path("Notification").asText(""))
                .put("FaceUrl", details.path("FaceUrl").asText(""))
                .put("Owner_Account", owner(group))
                .put("CreateTime", group.createdAt().getEpochSecond());
        json.put(INFO_SEQ, details.path(INFO_SEQ).asLong(0))
                .put(
                        LAST_INFO_TIME,
                        details.path(LAST_INFO_TIME).asLong(group.createdAt().getEpochSecond()));
        putStatus(json, Objects.requireNonNull(statuses.get(group.id())));
        json.put("MaxMemberNum", details.path("MaxMemberCount").asLong(NO_BOUND))
                .put("ApplyJoinOption", details.path("ApplyJoinOption").asText(type.applyJoinOption()));
        if (details.path("InviteJoinOption").isTextual()) {
            json.set("InviteJoinOption", details.path("InviteJoinOption"));
        }
        String muted = details.path(GroupProfile.MUTE_ALL).asText("Off");
        json.put(GroupProfile.MUTE_ALL, muted).put(GroupProfile.SHUT_UP_ALL, muted);
        if (type == GroupType.COMMUNITY) {
            json.put("SupportTopic", details.path("SupportTopic").asInt(0));
        }
        return filter == null ? json : json.retain(filter);
    }

    private static void putStatus(ObjectNode json, Rooms.Status status) {
        Instant last = status.lastMessageAt();
        json.put("LastMsgTime", last == null ? 0 : last.getEpochSecond())
                .put("NextMsgSeq", status.clock() + 1)
                .put("MemberNum", status.size());
    }

    private String owner(Room group) {
        Person owner = owners.get(Objects.requireNonNullElse(group.owner(), 0L));
        return owner == null ? "" : owner.userId();
    }

    /** What only some dialect knows of the group; empty if that is no object. */
    static ObjectNode details(Room group) {
        return StrictJson.value(group.details()).orElse(null) instanceof ObjectNode details
                ? details
                : StrictJson.newObject();
    }

    /** What the group is for, whatever dialect said it; older groups have it under its own name. */
    private static String introduction(ObjectNode details) {
        JsonNode description = details.path(Conversations.DESCRIPTION);
        return description.asText(details.path(GroupProfile.INTRODUCTION_NAME).asText(""));
    }
}
