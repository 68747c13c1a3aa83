package dev.seenby.tencent;

import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Receipts;
import dev.seenby.storage.Counts;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code get_group_msg_receipt}: how many have read each of up to {@value #MAX_MESSAGES} messages. Answers one item for
 * each asked for, in the same order; the item of a message that does not exist, was recalled or was sent without {@code
 * NeedReadReceipt} has {@code Code} 10062 and no counts.
 */
final class GetGroupMsgReceipt implements Command<GetGroupMsgReceipt.Parameters> {
    private static final int MAX_MESSAGES = 500;
    private static final int ITEM_BYTES = 64;
    private static final int FRAME_BYTES = 96;

    record Parameters(String groupId, List<Long> messages) {}

    private final Groups groups;
    private final MessageFactsCache facts;
    private final Receipts receipts;

    GetGroupMsgReceipt(Groups groups, MessageFactsCache facts, Receipts receipts) {
        this.groups = groups;
        this.facts = facts;
        this.receipts = receipts;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "get_group_msg_receipt";
    }

    @Override
    public boolean beginsAtOnce() {
        return true;
    }

    @Override
    public Parameters parse(Fields body) {
        List<Long> messages = MsgSeqList.of(body, MAX_MESSAGES);
        return new Parameters(Groups.id(body), messages);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.findWithReceipts(call.app(), asked.groupId())
                .compose(room -> counts(room, asked).compose(counts -> {
                    boolean perhapsGone = asked.messages().stream()
                            .allMatch(message ->
                                    counts.getOrDefault(message, Counts.DELETED).deleted());
                    return perhapsGone ? anew(call, room, asked, counts) : Future.succeededFuture(counts);
                }))
                .map(counts -> write(asked.messages(), counts));
    }

    /** When none of the messages is there, it may be the group that is not, or not the one that this node remembers. */
    private Future<Map<Long, Counts>> anew(Call call, Room known, Parameters asked, Map<Long, Counts> counts) {
        return groups.findAnewWithReceipts(call.app(), asked.groupId())
                .compose(room -> room.id() == known.id() ? Future.succeededFuture(counts) : counts(room, asked));
    }

    /** By clock, those that exist and have receipts, and those that were deleted. */
    private Future<Map<Long, Counts>> counts(Room room, Parameters asked) {
        return facts.byClock(room.id(), new LinkedHashSet<>(asked.messages())).compose(this::counts);
    }

    private Future<Map<Long, Counts>> counts(Map<Long, MessageFacts> found) {
        List<MessageFacts> receipted = found.values().stream()
                .filter(message -> message.timelineKind() != TimelineKey.Kind.SILENT)
                .toList();
        return receipts.counts(receipted).map(counts -> {
            Map<Long, Counts> byClock = new HashMap<>(counts.size() * 2);
            for (int i = 0; i < counts.size(); i++) {
                byClock.put(receipted.get(i).clock(), counts.get(i));
            }
            return byClock;
        });
    }

    static Buffer write(List<Long> asked, Map<Long, Counts> counts) {
        Buffer out = Envelope.open(FRAME_BYTES + ITEM_BYTES * asked.size());
        String separator = ",\"GroupMsgReceiptList\":[";
        for (Long message : asked) {
            out.appendString(separator);
            writeItem(out, message, counts.get(message));
            separator = ",";
        }
        return out.appendString("]}");
    }

    private static void writeItem(Buffer out, long message, @Nullable Counts counts) {
        if (counts == null || counts.deleted()) {
            out.appendString("{\"Code\":" + ErrorCode.NO_RECEIPT.number + ",\"MsgSeq\":" + message + "}");
        } else {
            out.appendString("{\"Code\":0,\"MsgSeq\":" + message + ",\"ReadNum\":" + counts.read() + ",\"UnreadNum\":"
                    + counts.unread() + "}");
        }
    }
}
