package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.MessageField;
import dev.seenby.storage.MessageField.Column;
import dev.seenby.storage.MessageField.Detail;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Alice looks for messages by the names that she sees in them, and by nothing else. */
class PublicFieldTest {
    @ParameterizedTest
    @CsvSource({
        "_id, STRING_ID",
        "rid, ROOM_ID",
        "msg, TEXT",
        "ts, SENT_AT",
        "_updatedAt, UPDATED_AT",
        "editedAt, EDITED_AT",
        "editedBy._id, EDITOR_ID",
        "editedBy.username, EDITOR_USERNAME",
        "u._id, SENDER_ID",
        "u.username, SENDER_USERNAME",
        "u.name, SENDER_NAME",
        "tmid, PARENT_ID",
        "tshow, SHOWN_IN_ROOM",
        "tcount, REPLIES",
        "tlm, LAST_REPLY_AT"
    })
    void whatEveryMessageMayHaveIsAColumn(String name, Column column) {
        assertThat(PublicField.named(name)).contains(column);
    }

    @Test
    void everyColumnHasAName() {
        assertThat(List.of(
                                "_id",
                                "rid",
                                "msg",
                                "ts",
                                "_updatedAt",
                                "editedAt",
                                "editedBy._id",
                                "editedBy.username",
                                "u._id",
                                "u.username",
                                "u.name",
                                "tmid",
                                "tshow",
                                "tcount",
                                "tlm")
                        .stream()
                        .map(name -> PublicField.named(name).orElseThrow())
                        .toList())
                .containsExactlyInAnyOrder((MessageField[]) Column.values());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "alias",
                "emoji",
                "avatar",
                "groupable",
                "parseUrls",
                "t",
                "mentions",
                "mentions._id",
                "mentions.username",
                "mentions.name",
                "mentions.type",
                "channels",
                "channels._id",
                "channels.name",
                "urls",
                "urls.url",
                "customFields",
                "customFields.größe",
                "attachments.title",
                "attachments.fields.value",
                "blocks.type"
            })
    void whatSomeMessagesHaveIsAPathIntoThePayload(String name) {
        assertThat(PublicField.named(name)).contains(new Detail(List.of(("rocketchat." + name).split("\\."))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "unread",
                "replies",
                "joinCode",
                "members",
                "importIds",
                "e2e",
                "constructor",
                "__proto__",
                "prototype",
                "customFields.constructor",
                "customFields.__proto__.x",
                "attachments.prototype",
                "u",
                "u.password",
                "editedBy",
                "urls.meta",
                "mentions._id.x",
                "MSG",
                "msg ",
                "msg.x",
                "customFields.",
                "customFields..a",
                ".msg",
                "customFields.$where",
                "customFields.a$b",
                "$where",
                "mentions.0",
                "attachments.0.title",
                "secretKey"
            })
    void nothingElseIsPublic(String name) {
        assertThat(PublicField.named(name)).isEmpty();
    }

    @Test
    void aPathHasSevenPartsAtMost() {
        assertThat(PublicField.named("customFields" + ".a".repeat(6))).isPresent();
        assertThat(PublicField.named("customFields" + ".a".repeat(7))).isEmpty();
    }
}
