package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import java.security.SecureRandom;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code create_group} and {@code modify_group_base_info} say of a group beside its people. Lengths are in bytes of UTF-8. */
final class GroupProfile {
    private static final int NAME = 30;
    private static final int INTRODUCTION = 240;
    private static final int NOTIFICATION = 300;
    private static final int FACE_URL = 100;
    /** Kept where other dialects look for it. */
    static final String INTRODUCTION_NAME = "Introduction";

    static final String MUTE_ALL = "MuteAllMember";
    /** As it was called before. */
    static final String SHUT_UP_ALL = "ShutUpAllMember";

    static final String CUSTOM = "AppDefinedData";
    static final int CUSTOM_FIELDS = 10;
    static final int CUSTOM_KEY = 32;
    private static final int CUSTOM_VALUE = 512;

    private static final Set<String> ON_OFF = Set.of("On", "Off");
    private static final Set<String> APPLY = Set.of("FreeAccess", "NeedPermission", "DisableApply");
    private static final Set<String> INVITE = Set.of("FreeAccess", "NeedPermission", "DisableInvite");
    /** What is kept of the body; the rest has a place of its own in the record. */
    private static final List<String> KEPT = List.of(
            "Type",
            INTRODUCTION_NAME,
            "Notification",
            "FaceUrl",
            "MaxMemberCount",
            "ApplyJoinOption",
            "InviteJoinOption",
            "SupportTopic");

    private static final String RESERVED = "@TGS#";
    private static final String COMMUNITY = "@TGS#_";
    private static final String ID_CHARACTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    private static final int ID_RANDOM = 12;
    private static final SecureRandom RANDOM = new SecureRandom();

    private GroupProfile() {}

    static GroupType type(Fields body) {
        String type = body.optionalWord("Type", GroupType.names());
        if (type == null) {
            throw body.wrong("Type", "is missing");
        }
        return GroupType.named(type);
    }

    static String name(Fields body) {
        String name = body.text("Name", NAME);
        if (name.isBlank()) {
            throw body.wrong("Name", "must not be empty");
        }
        return name;
    }

    /** Checks the fields that only Tencent knows and returns them as a JSON object. */
    static String details(Fields body) {
        check(body, "MaxMemberCount");
        Map<String, String> custom = changed(Map.of(), customChanges(body));
        ObjectNode details = keep(body, StrictJson.newObject());
        if (!custom.isEmpty()) {
            details.set(CUSTOM, wire(custom));
        }
        return details.toString();
    }

    /**
     * Checks what {@code modify_group_base_info} says of a group. What it renames stands in the result under the name
     * that is kept: {@code MaxMemberCount}, and {@code ShutUpAllMember} as {@code MuteAllMember}.
     */
    static ObjectNode changes(Fields body) {
        String shutUp = body.optionalWord(SHUT_UP_ALL, ON_OFF);
        String mute = body.optionalWord(MUTE_ALL, ON_OFF);
        if (shutUp != null && mute != null && !shutUp.equals(mute)) {
            throw body.wrong(SHUT_UP_ALL, "differs from " + MUTE_ALL);
        }
        check(body, "MaxMemberNum");
        ObjectNode changes = keep(body, StrictJson.newObject());
        changes.remove(List.of("Type", "MaxMemberCount", "SupportTopic"));
        if (body.has("MaxMemberNum")) {
            changes.set("MaxMemberCount", body.json().get("MaxMemberNum"));
        }
        if (shutUp != null || mute != null) {
            changes.put(MUTE_ALL, mute == null ? shutUp : mute);
        }
        return changes;
    }

    /** The custom fields that a body sets, those with an empty value being deleted. */
    static Map<String, String> customChanges(Fields body) {
        Map<String, String> changes = new LinkedHashMap<>();
        for (Fields custom : body.optionalObjects(CUSTOM, CUSTOM_FIELDS, ErrorCode.PARAMETER)) {
            changes.put(custom.text("Key", CUSTOM_KEY), custom.text("Value", CUSTOM_VALUE));
        }
        return changes;
    }

    /** What there is of a group's custom fields, in order. */
    static Map<String, String> custom(ObjectNode details) {
        Map<String, String> custom = new LinkedHashMap<>();
        details.path(CUSTOM)
                .forEach(each ->
                        custom.put(each.path("Key").asText(), each.path("Value").asText()));
        return custom;
    }

    /** The custom fields after a change. */
    static Map<String, String> changed(Map<String, String> custom, Map<String, String> changes) {
        Map<String, String> changed = new LinkedHashMap<>(custom);
        changed.putAll(changes);
        changed.values().removeIf(String::isEmpty);
        return changed;
    }

    static ArrayNode wire(Map<String, String> custom) {
        ArrayNode fields = StrictJson.newObject().putArray(CUSTOM);
        custom.forEach((key, value) -> fields.addObject().put("Key", key).put("Value", value));
        return fields;
    }

    private static void check(Fields body, String maxMembers) {
        body.optionalText(INTRODUCTION_NAME, INTRODUCTION);
        body.optionalText("Notification", NOTIFICATION);
        body.optionalText("FaceUrl", FACE_URL);
        body.integer(maxMembers, 0, Fields.UINT32, 0);
        body.optionalWord("ApplyJoinOption", APPLY);
        body.optionalWord("InviteJoinOption", INVITE);
        body.flag("SupportTopic");
    }

    private static ObjectNode keep(Fields body, ObjectNode kept) {
        for (String name : KEPT) {
            if (body.has(name)) {
                kept.set(
                        name.equals(INTRODUCTION_NAME) ? Conversations.DESCRIPTION : name,
                        body.json().get(name));
            }
        }
        return kept;
    }

    /** The id the caller wants; those that start with {@code @TGS#} are the server's, but for communities. */
    static @Nullable String ownId(Fields body, GroupType type) {
        if (!body.has("GroupId") || body.text("GroupId", Integer.MAX_VALUE).isEmpty()) {
            return null;
        }
        String id = Groups.id(body);
        if (type == GroupType.COMMUNITY && !id.startsWith(COMMUNITY)) {
            throw ErrorCode.GROUP_ID.error("the GroupId of a Community must start with " + COMMUNITY);
        }
        if (type != GroupType.COMMUNITY && id.startsWith(RESERVED)) {
            throw ErrorCode.GROUP_ID.error("GroupId must not start with " + RESERVED);
        }
        return id;
    }

    /** An id as Tencent makes them, as {@code @TGS#2TTV7VSII}; 62 random bits, so that it is free. */
    static String madeUpId(GroupType type) {
        StringBuilder id = new StringBuilder(type == GroupType.COMMUNITY ? COMMUNITY : RESERVED + "2");
        for (int i = 0; i < ID_RANDOM; i++) {
            id.append(ID_CHARACTERS.charAt(RANDOM.nextInt(ID_CHARACTERS.length())));
        }
        return id.toString();
    }
}
