package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Sending;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * {@code group_msg_recall}: deletes up to {@value #MAX_MESSAGES} messages, whoever sent them and through whichever dialect.
 * One that does not exist, or no longer does, has {@code RetCode} 10030. The numbers of the others stay what they are.
 */
final class GroupMsgRecall implements Command<GroupMsgRecall.Parameters> {
    private static final int MAX_MESSAGES = 10;
    private static final int REASON_BYTES = 100;

    record Parameters(String groupId, List<Long> messages) {}

    private final Groups groups;
    private final MessageFactsCache facts;
    private final Messages messages;
    private final Sending sending;

    GroupMsgRecall(Groups groups, MessageFactsCache facts, Messages messages, Sending sending) {
        this.groups = groups;
        this.facts = facts;
        this.messages = messages;
        this.sending = sending;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "group_msg_recall";
    }

    @Override
    public Parameters parse(Fields body) {
        List<Long> messages = MsgSeqList.of(body, MAX_MESSAGES);
        body.optionalText("Reason", REASON_BYTES);
        body.optionalText("TopicId", Integer.MAX_VALUE);
        return new Parameters(Groups.id(body), messages);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        Set<Long> clocks = new LinkedHashSet<>(asked.messages());
        return groups.find(call.app(), asked.groupId())
                .compose(room -> find(room, clocks)
                        .compose(found -> found.isEmpty()
                                ? findAnew(call, room, asked.groupId(), clocks)
                                : Future.succeededFuture(found)))
                .compose(found -> recall(call, found))
                .map(recalled -> write(asked.messages(), recalled));
    }

    /** When none of the messages is there, it may be the group that is not, or not the one that this node remembers. */
    private Future<List<Message>> findAnew(Call call, Room known, String groupId, Set<Long> clocks) {
        return groups.findAnew(call.app(), groupId)
                .compose(room -> room.id() == known.id() ? Future.succeededFuture(List.of()) : find(room, clocks));
    }

    private Future<List<Message>> find(Room room, Set<Long> clocks) {
        return facts.byClock(room.id(), clocks)
                .compose(found -> found.isEmpty()
                        ? Future.succeededFuture(List.of())
                        : messages.byIds(
                                room.app(),
                                found.values().stream().map(MessageFacts::id).toList()));
    }

    /** @return the clocks of those that this call deleted: somebody else may have been faster */
    private Future<Set<Long>> recall(Call call, Collection<Message> found) {
        Set<Long> recalled = ConcurrentHashMap.newKeySet();
        return Future.join(found.stream()
                        .map(message -> sending.delete(call.app().sdkAppId(), message)
                                .onSuccess(done -> recalled.add(message.facts().clock()))
                                .recover(failure -> failure instanceof StorageException.NotFound
                                        ? Future.succeededFuture()
                                        : Future.failedFuture(failure)))
                        .toList())
                .map(all -> recalled);
    }

    private static Buffer write(List<Long> asked, Set<Long> recalled) {
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("RecallRetList");
        for (Long clock : asked) {
            int code = recalled.contains(clock) ? 0 : ErrorCode.NO_MESSAGE.number;
            list.addObject().put("MsgSeq", clock).put("RetCode", code);
        }
        return Envelope.ok(answer);
    }
}
