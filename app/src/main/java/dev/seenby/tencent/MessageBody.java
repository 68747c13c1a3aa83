package dev.seenby.tencent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Message;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The field {@code MsgBody}: what a message consists of. */
final class MessageBody {
    private static final int MAX_BYTES = 8_000;
    /** Of all that is kept: more than the documented fields can have, but for {@code OfflinePushInfo}, which has no bound of its own. */
    private static final int MAX_KEPT_BYTES = 65_536;

    /** What is kept: the documented fields alone, so that no message can say what other dialects say in theirs. */
    private static final List<String> KEPT = List.of(
            "Random",
            "MsgPriority",
            "MsgBody",
            "NeedReadReceipt",
            "CloudCustomData",
            "GroupAtInfo",
            "To_Account",
            "OnlineOnlyFlag",
            "SendMsgControl",
            "ForbidCallbackControl",
            "OfflinePushInfo",
            "SupportMessageExtension",
            "TopicId");

    /** Checks an element's {@code MsgContent} and says what of it other dialects can show. */
    private interface Element {
        String shown(Fields content);
    }

    private static final Map<String, Element> ELEMENTS = Map.of(
            "TIMTextElem", content -> content.text("Text", Integer.MAX_VALUE),
            "TIMFaceElem",
                    content -> {
                        content.integer("Index", Integer.MIN_VALUE, Fields.UINT32);
                        content.optionalText("Data", Integer.MAX_VALUE);
                        return "[face]";
                    },
            "TIMCustomElem",
                    content -> {
                        content.optionalText("Data", Integer.MAX_VALUE);
                        content.optionalText("Desc", Integer.MAX_VALUE);
                        content.optionalText("Ext", Integer.MAX_VALUE);
                        return "[custom]";
                    },
            "TIMLocationElem",
                    content -> {
                        content.optionalText("Desc", Integer.MAX_VALUE);
                        content.number("Latitude");
                        content.number("Longitude");
                        return "[location]";
                    },
            "TIMSoundElem", content -> "[sound]",
            "TIMImageElem", content -> "[image]",
            "TIMFileElem", content -> "[file]",
            "TIMVideoFileElem", content -> "[video]");

    private MessageBody() {}

    /**
     * Checks the elements and shows them as text: the texts themselves, and a word in brackets for each of the others.
     *
     * @throws TencentException 10004 for a wrong element, 80002 when all of {@code MsgBody} is longer than 8000 bytes of
     *     compact JSON
     */
    static String text(Fields body) {
        List<Fields> elements = body.objects("MsgBody", MAX_BYTES, ErrorCode.MESSAGE_TOO_LONG);
        String text = elements.stream().map(MessageBody::shown).collect(Collectors.joining(" "));
        if (StrictJson.bytes(body.json().get("MsgBody")).length > MAX_BYTES) {
            throw ErrorCode.MESSAGE_TOO_LONG.error();
        }
        return text;
    }

    /**
     * What is kept of a message beside its group, sender and time.
     *
     * @return JSON
     * @throws TencentException 80002 when it is longer than 64 KiB
     */
    static String whole(Fields message) {
        ObjectNode whole = StrictJson.newObject();
        for (String name : KEPT) {
            if (message.has(name)) {
                whole.set(name, message.json().get(name));
            }
        }
        byte[] json = StrictJson.bytes(whole);
        if (json.length > MAX_KEPT_BYTES) {
            throw ErrorCode.MESSAGE_TOO_LONG.error("the whole message is longer than " + MAX_KEPT_BYTES + " bytes");
        }
        return new String(json, StandardCharsets.UTF_8);
    }

    /**
     * The elements of a message as it stands.
     *
     * @param payload the message's, parsed
     * @return those that were sent, of a message of this dialect that was not edited since; else its text
     */
    static ArrayNode of(Message message, JsonNode payload) {
        if (payload.path("MsgBody") instanceof ArrayNode sent && message.edit() == null) {
            return sent;
        }
        ArrayNode body = StrictJson.newObject().arrayNode();
        body.addObject().put("MsgType", "TIMTextElem").putObject("MsgContent").put("Text", message.text());
        return body;
    }

    private static String shown(Fields element) {
        Element type = ELEMENTS.get(element.text("MsgType", Integer.MAX_VALUE));
        if (type == null) {
            throw element.wrong("MsgType", "is not a known type");
        }
        return type.shown(element.object("MsgContent"));
    }
}
