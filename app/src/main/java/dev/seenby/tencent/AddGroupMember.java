package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.Rooms.Joined;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** {@code add_group_member}: lets up to {@value #MAX_MEMBERS} people in and tells of each how it went. */
final class AddGroupMember implements Command<AddGroupMember.Parameters> {
    private static final int MAX_MEMBERS = 300;
    private static final int UNKNOWN = 0;
    private static final int ADDED = 1;
    private static final int ALREADY_IN = 2;

    record Parameters(String groupId, List<String> members) {}

    private final Groups groups;
    private final Accounts accounts;
    private final Conversations conversations;

    AddGroupMember(Groups groups, Accounts accounts, Conversations conversations) {
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
        return "add_group_member";
    }

    @Override
    public Parameters parse(Fields body) {
        List<String> members = body.objects("MemberList", MAX_MEMBERS, ErrorCode.TOO_MANY_ACCOUNTS).stream()
                .map(member -> member.account("Member_Account"))
                .toList();
        body.flag("Silence");
        return new Parameters(Groups.id(body), members);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.find(call.app(), asked.groupId()).compose(room -> {
            if (room.kind() == Room.Kind.LIVE) {
                throw ErrorCode.NO_PERMISSION.error("people join an AVChatRoom by themselves");
            }
            return accounts.known(call.app(), asked.members())
                    .compose(known -> join(room, asked.members(), known).map(joined -> write(asked, known, joined)));
        });
    }

    /** One outcome for each that is known, in the order asked for. */
    private Future<List<Joined>> join(Room room, List<String> asked, Map<String, Person> known) {
        List<NewMember> members = asked.stream()
                .flatMap(account -> Stream.ofNullable(known.get(account)))
                .map(person -> new NewMember(person.id(), Member.Role.MEMBER))
                .toList();
        return members.isEmpty() ? Future.succeededFuture(List.of()) : conversations.join(room, members);
    }

    private static Buffer write(Parameters asked, Map<String, Person> known, List<Joined> joined) {
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("MemberList");
        Iterator<Joined> outcomes = joined.iterator();
        for (String account : asked.members()) {
            int result = !known.containsKey(account) ? UNKNOWN : outcomes.next() == Joined.JOINED ? ADDED : ALREADY_IN;
            list.addObject().put("Member_Account", account).put("Result", result);
        }
        return Envelope.ok(answer);
    }
}
