package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import java.security.SecureRandom;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What {@code create_group} says of a group beside its people. Lengths are in bytes of UTF-8. */
final class GroupProfile {
    private static final int NAME = 30;
    private static final int INTRODUCTION = 240;
    private static final int NOTIFICATION = 300;
    private static final int FACE_URL = 100;
    private static final int CUSTOM_FIELDS = 10;
    private static final int CUSTOM_KEY = 32;
    private static final int CUSTOM_VALUE = 512;

    private static final Set<String> APPLY = Set.of("FreeAccess", "NeedPermission", "DisableApply");
    private static final Set<String> INVITE = Set.of("FreeAccess", "NeedPermission", "DisableInvite");
    /** What is kept of the body; the rest has a place of its own in the record. */
    private static final List<String> KEPT = List.of(
            "Type",
            "Introduction",
            "Notification",
            "FaceUrl",
            "MaxMemberCount",
            "ApplyJoinOption",
            "InviteJoinOption",
            "AppDefinedData",
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
        body.optionalText("Introduction", INTRODUCTION);
        body.optionalText("Notification", NOTIFICATION);
        body.optionalText("FaceUrl", FACE_URL);
        body.integer("MaxMemberCount", 0, Fields.UINT32, 0);
        body.optionalWord("ApplyJoinOption", APPLY);
        body.optionalWord("InviteJoinOption", INVITE);
        body.flag("SupportTopic");
        for (Fields custom : body.optionalObjects("AppDefinedData", CUSTOM_FIELDS, ErrorCode.PARAMETER)) {
            custom.text("Key", CUSTOM_KEY);
            custom.text("Value", CUSTOM_VALUE);
        }
        ObjectNode kept = StrictJson.newObject();
        for (String name : KEPT) {
            if (body.has(name)) {
                kept.set(name, body.json().get(name));
            }
        }
        return kept.toString();
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
