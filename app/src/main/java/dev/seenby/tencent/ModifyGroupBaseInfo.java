package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Room;
import dev.seenby.storage.RoomChange;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * {@code modify_group_base_info}: changes what is told of a group. What is not given stays, custom fields one by one; an
 * empty value deletes a custom field. The group's unique name in other dialects stays.
 */
final class ModifyGroupBaseInfo implements Command<ModifyGroupBaseInfo.Parameters> {
    /**
     * @param name null = stays
     * @param custom custom fields by key, an empty value deletes
     */
    record Parameters(String groupId, @Nullable String name, ObjectNode changes, Map<String, String> custom) {}

    private final Groups groups;
    private final Conversations conversations;
    private final InstantSource clock;

    ModifyGroupBaseInfo(Groups groups, Conversations conversations, InstantSource clock) {
        this.groups = groups;
        this.conversations = conversations;
        this.clock = clock;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "modify_group_base_info";
    }

    @Override
    public Parameters parse(Fields body) {
        String name = body.has("Name") ? GroupProfile.name(body) : null;
        ObjectNode changes = GroupProfile.changes(body);
        Map<String, String> custom = GroupProfile.customChanges(body);
        return new Parameters(Groups.id(body), name, changes, custom);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters wanted) {
        // Under the lock of the group alone it is certain how many custom fields there are.
        AtomicBoolean tooMany = new AtomicBoolean();
        return groups.findAnew(call.app(), wanted.groupId())
                .compose(room -> conversations.change(room, was -> {
                    tooMany.set(custom(GroupView.details(was), wanted).size() > GroupProfile.CUSTOM_FIELDS);
                    return tooMany.get() ? new RoomChange(null, null) : change(was, wanted);
                }))
                .map(changed -> {
                    if (tooMany.get()) {
                        throw ErrorCode.PARAMETER.error(
                                "a group must not have more than " + GroupProfile.CUSTOM_FIELDS + " custom fields");
                    }
                    return Envelope.ok();
                })
                .recover(Groups::gone);
    }

    private RoomChange change(Room was, Parameters wanted) {
        ObjectNode details = GroupView.details(was);
        Map<String, String> custom = custom(details, wanted);
        details.setAll(wanted.changes());
        if (wanted.changes().has(Conversations.DESCRIPTION)) {
            details.remove(GroupProfile.INTRODUCTION_NAME);
        }
        if (!wanted.custom().isEmpty()) {
            details.set(GroupProfile.CUSTOM, GroupProfile.wire(custom));
        }
        details.put(GroupView.INFO_SEQ, details.path(GroupView.INFO_SEQ).asLong(0) + 1);
        details.put(GroupView.LAST_INFO_TIME, clock.instant().getEpochSecond());
        return new RoomChange(wanted.name(), details.toString());
    }

    private static Map<String, String> custom(ObjectNode details, Parameters wanted) {
        return GroupProfile.changed(GroupProfile.custom(details), wanted.custom());
    }
}
