package dev.seenby.tencent;

import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * {@code delete_group_member}: takes up to {@value #MAX_MEMBERS} people out. Those who are not members, or no accounts,
 * are passed over. The owner stays, and then so does everybody.
 */
final class DeleteGroupMember implements Command<DeleteGroupMember.Parameters> {
    private static final int MAX_MEMBERS = 100;
    private static final int REASON_BYTES = 1_000;

    record Parameters(String groupId, List<String> members) {}

    private final Groups groups;
    private final Accounts accounts;
    private final Conversations conversations;

    DeleteGroupMember(Groups groups, Accounts accounts, Conversations conversations) {
        this.groups = groups;
        this.accounts = accounts;
        this.conversations = conversations;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "delete_group_member";
    }

    @Override
    public Parameters parse(Fields body) {
        List<String> members = body.accounts("MemberToDel_Account", MAX_MEMBERS, ErrorCode.TOO_MANY_ACCOUNTS);
        body.flag("Silence");
        body.optionalText("Reason", REASON_BYTES);
        return new Parameters(Groups.id(body), members);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.find(call.app(), asked.groupId()).compose(room -> {
            if (room.kind() == Room.Kind.LIVE) {
                throw ErrorCode.PARAMETER.error("nobody can be taken out of an AVChatRoom");
            }
            return accounts.known(call.app(), asked.members())
                    .compose(known -> leave(room, List.copyOf(known.values())))
                    .map(v -> Envelope.ok());
        });
    }

    private Future<Void> leave(Room room, List<Person> people) {
        List<Long> ids = people.stream().map(Person::id).toList();
        if (room.owner() != null && ids.contains(room.owner())) {
            throw ErrorCode.OWNER_STAYS.error();
        }
        return ids.isEmpty()
                ? Future.succeededFuture()
                : conversations.leave(room, ids).mapEmpty();
    }
}
