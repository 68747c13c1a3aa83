package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.Member;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/** {@code get_role_in_group}: what each of up to {@value #MAX_ACCOUNTS} accounts is in a group, in the order asked for. */
final class GetRoleInGroup implements Command<GetRoleInGroup.Parameters> {
    private static final int MAX_ACCOUNTS = 500;
    private static final String NOT_MEMBER = "NotMember";

    record Parameters(String groupId, List<String> accounts) {}

    private final Groups groups;
    private final Accounts accounts;
    private final Conversations conversations;

    GetRoleInGroup(Groups groups, Accounts accounts, Conversations conversations) {
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
        return "get_role_in_group";
    }

    @Override
    public Parameters parse(Fields body) {
        List<String> accounts = body.accounts("User_Account", MAX_ACCOUNTS, ErrorCode.PARAMETER);
        return new Parameters(Groups.id(body), accounts);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters asked) {
        return groups.find(call.app(), asked.groupId()).compose(room -> {
            if (room.kind() == Room.Kind.LIVE) {
                throw ErrorCode.NO_PERMISSION.error("an AVChatRoom has no roles");
            }
            return accounts.known(call.app(), new LinkedHashSet<>(asked.accounts()))
                    .compose(known -> roles(room, known))
                    .map(roles -> write(asked.accounts(), roles));
        });
    }

    private Future<Map<String, String>> roles(Room room, Map<String, Person> known) {
        Map<Long, String> names = new HashMap<>();
        known.forEach((account, person) -> names.put(person.id(), account));
        return conversations.members(room, names.keySet()).map(members -> {
            Map<String, String> roles = new HashMap<>();
            for (Member member : members) {
                roles.put(String.valueOf(names.get(member.person())), MemberView.role(member));
            }
            return roles;
        });
    }

    private static Buffer write(List<String> asked, Map<String, String> roles) {
        ObjectNode answer = StrictJson.newObject();
        ArrayNode list = answer.putArray("UserIdList");
        for (String account : asked) {
            list.addObject().put("Member_Account", account).put("Role", roles.getOrDefault(account, NOT_MEMBER));
        }
        return Envelope.ok(answer);
    }
}
