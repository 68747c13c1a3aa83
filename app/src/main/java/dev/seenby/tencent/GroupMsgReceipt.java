package dev.seenby.tencent;

import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Reading;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * {@code group_msg_receipt}: a member reads just the messages named, at most {@value #MAX_MESSAGES}. Those that do not
 * exist or have no receipt are passed over; repeating the call changes nothing.
 */
final class GroupMsgReceipt implements Command<GroupMsgReceipt.Parameters> {
    private static final int MAX_MESSAGES = 50;

    record Parameters(String groupId, String reader, Set<Long> messages) {}

    private final Groups groups;
    private final Accounts accounts;
    private final MessageFactsCache facts;
    private final Reading reading;

    GroupMsgReceipt(Groups groups, Accounts accounts, MessageFactsCache facts, Reading reading) {
        this.groups = groups;
        this.accounts = accounts;
        this.facts = facts;
        this.reading = reading;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "group_msg_receipt";
    }

    @Override
    public Parameters parse(Fields body) {
        String reader = body.account("From_Account");
        Set<Long> messages = new LinkedHashSet<>(MsgSeqList.of(body, MAX_MESSAGES));
        return new Parameters(Groups.id(body), reader, messages);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters act) {
        return groups.findWithReceipts(call.app(), act.groupId())
                .compose(room -> accounts.find(call.app(), act.reader())
                        .compose(reader -> mustBeMember(room, reader))
                        .compose(reader -> read(room, reader, act.messages())))
                .map(v -> Envelope.ok());
    }

    private Future<Person> mustBeMember(Room room, Person reader) {
        return groups.isMember(room, reader).map(member -> {
            if (!member) {
                throw ErrorCode.NO_PERMISSION.error("From_Account is not a member of the group");
            }
            return reader;
        });
    }

    private Future<Void> read(Room room, Person reader, Set<Long> clocks) {
        return facts.byClock(room.id(), clocks).compose(found -> {
            var receipted = found.values().stream()
                    .filter(message -> message.timelineKind() != TimelineKey.Kind.SILENT)
                    .toList();
            return receipted.isEmpty() ? Future.succeededFuture() : reading.read(reader, receipted, null);
        });
    }
}
