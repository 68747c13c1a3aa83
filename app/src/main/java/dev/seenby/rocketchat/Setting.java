package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Optional;

/** The workspace's settings that calls obey, under the real server's names, with its default values where nothing is said. */
enum Setting {
    /** Off: no threads are shown and no replies taken. */
    Threads_enabled(BooleanNode.TRUE),
    /** Off: reading through this dialect is not recorded, and messages do not say whether they are unread. On, unlike the real server's. */
    Message_Read_Receipt_Enabled(BooleanNode.TRUE),
    /** Off: nobody is told who has read. On, unlike the real server's. */
    Message_Read_Receipt_Store_Users(BooleanNode.TRUE),
    Message_MaxAllowedSize(IntNode.valueOf(5_000)),
    Message_AllowEditing(BooleanNode.TRUE),
    /** Minutes, 0 = for ever. */
    Message_AllowEditing_BlockEditInMinutes(IntNode.valueOf(0)),
    Message_AllowDeleting(BooleanNode.TRUE),
    /** Minutes, 0 = for ever. */
    Message_AllowDeleting_BlockDeleteInMinutes(IntNode.valueOf(0)),
    API_Default_Count(IntNode.valueOf(50)),
    API_Upper_Count_Limit(IntNode.valueOf(100)),
    API_Allow_Infinite_Count(BooleanNode.TRUE),
    UTF8_Channel_Names_Validation(TextNode.valueOf("[0-9a-zA-Z-_.]+")),
    UTF8_User_Names_Validation(TextNode.valueOf("[0-9a-zA-Z-_.]+")),
    DirectMesssage_maxUsers(IntNode.valueOf(8)),
    Block_Multiple_Failed_Logins_Enabled(BooleanNode.TRUE),
    Block_Multiple_Failed_Logins_Attempts_Until_Block_by_User(IntNode.valueOf(10)),
    Block_Multiple_Failed_Logins_Time_To_Unblock_By_User_In_Minutes(IntNode.valueOf(5)),
    /** Days until a token that a login gave expires. */
    Accounts_LoginExpiration(IntNode.valueOf(90));

    private final JsonNode byDefault;

    Setting(JsonNode byDefault) {
        this.byDefault = byDefault;
    }

    JsonNode byDefault() {
        return byDefault;
    }

    /** Whether a value is of the setting's type: numbers are integers from 0 to 2^31 − 1, texts are {@linkplain NameRule rules for names}. */
    boolean takes(JsonNode value) {
        return switch (byDefault.getNodeType()) {
            case BOOLEAN -> value.isBoolean();
            case NUMBER -> value.isIntegralNumber() && value.canConvertToInt() && value.intValue() >= 0;
            default -> value.isTextual() && value.textValue().length() <= 200 && NameRule.isOne(value.textValue());
        };
    }

    /** What {@link #takes} takes, in words. */
    String legal() {
        return switch (byDefault.getNodeType()) {
            case BOOLEAN -> "must be boolean";
            case NUMBER -> "must be an integer from 0 to 2147483647";
            default -> "must be a regular expression of 1 to 200 characters, without groups";
        };
    }

    /** Whether anybody may know it, signed in or not. */
    boolean isPublic() {
        return !name().startsWith("API_") && !name().startsWith("Block_");
    }

    static Optional<Setting> of(String id) {
        for (Setting setting : values()) {
            if (setting.name().equals(id)) {
                return Optional.of(setting);
            }
        }
        return Optional.empty();
    }
}
