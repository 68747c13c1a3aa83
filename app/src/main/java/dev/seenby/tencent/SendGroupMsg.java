package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code send_group_msg}: sends a message into a group, as the administrator or as {@code From_Account}. Sent again with
 * the same {@code Random} within five minutes it is the same message, with the same {@code MsgSeq}.
 */
final class SendGroupMsg implements Command<SendGroupMsg.Parameters> {
    private static final int CLOUD_CUSTOM_DATA_BYTES = 8_000;
    private static final int RECEIVERS = 50;
    private static final int MENTIONS = 1_000;
    private static final Set<String> PRIORITIES = Set.of("High", "Normal", "Low", "Lowest");
    private static final Set<String> CALLBACKS = Set.of("ForbidBeforeSendMsgCallback", "ForbidAfterSendMsgCallback");
    private static final Set<String> CONTROLS = Set.of("NoUnread", "NoLastMsg", "WithMuteNotifications");

    /**
     * @param sender null = the administrator who calls
     * @param receipted whether the message asks for read receipts and can have them
     * @param text what other dialects show
     * @param whole the message as it came, JSON
     */
    record Parameters(
            String groupId, @Nullable String sender, long random, boolean receipted, String text, String whole) {}

    private final Groups groups;
    private final Accounts accounts;
    private final Sending sending;

    SendGroupMsg(Groups groups, Accounts accounts, Sending sending) {
        this.groups = groups;
        this.accounts = accounts;
        this.sending = sending;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "send_group_msg";
    }

    @Override
    public Parameters parse(Fields body) {
        long random = body.integer("Random", 0, Fields.UINT32);
        String sender = body.optionalAccount("From_Account");
        boolean receipt = body.flag("NeedReadReceipt");
        // The receivers of a directed message are not the group's members, who are whom receipts count.
        List<String> receivers = body.optionalAccounts("To_Account", RECEIVERS, ErrorCode.PARAMETER);
        checkOptions(body);
        String text = MessageBody.text(body);
        return new Parameters(
                Groups.id(body), sender, random, receipt && receivers.isEmpty(), text, whole(body.json()));
    }

    private static void checkOptions(Fields body) {
        body.optionalWord("MsgPriority", PRIORITIES);
        boolean onlineOnly = body.flag("OnlineOnlyFlag");
        if (!body.optionalWords("SendMsgControl", CONTROLS).isEmpty() && onlineOnly) {
            throw body.wrong("SendMsgControl", "cannot be given with OnlineOnlyFlag 1");
        }
        body.optionalWords("ForbidCallbackControl", CALLBACKS);
        body.optionalText("CloudCustomData", CLOUD_CUSTOM_DATA_BYTES);
        body.optionalObject("OfflinePushInfo");
        body.optionalText("TopicId", Integer.MAX_VALUE);
        body.flag("SupportMessageExtension");
        for (Fields mention : body.optionalObjects("GroupAtInfo", MENTIONS, ErrorCode.PARAMETER)) {
            if (!mention.flag("GroupAtAllFlag")) {
                mention.account("GroupAt_Account");
            }
        }
    }

    private static String whole(ObjectNode body) {
        return body.deepCopy().without(List.of("GroupId", "From_Account")).toString();
    }

    @Override
    public Future<Buffer> run(Call call, Parameters message) {
        String sender = Objects.requireNonNullElse(message.sender(), call.identifier());
        return groups.find(call.app(), message.groupId())
                .compose(room -> accounts.find(call.app(), sender)
                        .compose(person -> sending.send(room.app(), newMessage(room, person, message))))
                .map(SendGroupMsg::write);
    }

    private static NewMessage newMessage(Room room, Person sender, Parameters message) {
        boolean receipted = message.receipted() && room.kind().carriesReceipts();
        return new NewMessage(
                null,
                Names.randomId(),
                room.id(),
                receipted ? TimelineKey.MAIN : TimelineKey.SILENT,
                sender.id(),
                null,
                message.text(),
                message.whole(),
                null,
                null,
                message.random());
    }

    private static Buffer write(Message sent) {
        return Envelope.ok(StrictJson.newObject()
                .put("MsgTime", sent.sentAt().getEpochSecond())
                .put("MsgSeq", sent.facts().clock()));
    }
}
