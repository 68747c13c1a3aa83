package dev.seenby.tencent;

import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Conversations;
import dev.seenby.storage.App;
import dev.seenby.storage.Member;
import dev.seenby.storage.NewRoom.NewMember;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** {@code create_group}: makes a group with its owner and up to {@value #MAX_MEMBERS} members. */
final class CreateGroup implements Command<CreateGroup.Parameters> {
    private static final int MAX_MEMBERS = 100;
    private static final Set<String> ROLES = Set.of("Admin", "Member");

    /**
     * @param groupId null = one is made up
     * @param admins those of the members who are to be administrators
     * @param details the other fields, kept as they are
     */
    record Parameters(
            GroupType type,
            @Nullable String groupId,
            String name,
            @Nullable String owner,
            Set<String> members,
            Set<String> admins,
            String details) {}

    private final Conversations conversations;
    private final Accounts accounts;

    CreateGroup(Conversations conversations, Accounts accounts) {
        this.conversations = conversations;
        this.accounts = accounts;
    }

    @Override
    public Service service() {
        return Service.GROUP;
    }

    @Override
    public String name() {
        return "create_group";
    }

    @Override
    public Parameters parse(Fields body) {
        GroupType type = GroupProfile.type(body);
        String name = GroupProfile.name(body);
        String details = GroupProfile.details(body);
        String owner = body.optionalAccount("Owner_Account");
        Set<String> members = new TreeSet<>();
        Set<String> admins = new TreeSet<>();
        for (Fields member : body.optionalObjects("MemberList", MAX_MEMBERS, ErrorCode.TOO_MANY_ACCOUNTS)) {
            String account = member.account("Member_Account");
            members.add(account);
            if ("Admin".equals(member.optionalWord("Role", ROLES))) {
                admins.add(account);
            }
        }
        return new Parameters(type, GroupProfile.ownId(body, type), name, owner, members, admins, details);
    }

    @Override
    public Future<Buffer> run(Call call, Parameters wanted) {
        Set<String> people = new TreeSet<>(wanted.members());
        Optional.ofNullable(wanted.owner()).ifPresent(people::add);
        return accounts.all(call.app(), people)
                .compose(known -> create(call.app(), wanted, known))
                .map(room -> Envelope.ok(StrictJson.newObject()
                        .put("GroupId", room.roomId())
                        .put("HugeGroupFlag", wanted.type() == GroupType.AV_CHAT_ROOM ? 1 : 0)
                        .put("Type", wanted.type().wireName)));
    }

    private Future<Room> create(App app, Parameters wanted, Map<String, Person> known) {
        Person owner = wanted.owner() == null ? null : known.get(wanted.owner());
        Conversations.Request request = new Conversations.Request(
                app.sdkAppId(),
                wanted.groupId() != null ? wanted.groupId() : GroupProfile.madeUpId(wanted.type()),
                wanted.type().kind,
                null,
                wanted.name(),
                owner == null ? null : owner.id(),
                wanted.details(),
                members(wanted, known),
                null);
        return conversations.create(request).recover(failure -> {
            boolean taken = failure instanceof Conflict conflict && conflict.of() == Conflict.Of.ROOM_ID;
            return taken ? taken(request) : Future.failedFuture(failure);
        });
    }

    /** The owner's role wins over what the list says. */
    private static List<NewMember> members(Parameters wanted, Map<String, Person> known) {
        return known.values().stream()
                .map(person -> new NewMember(person.id(), role(wanted, person.userId())))
                .toList();
    }

    private static Member.Role role(Parameters wanted, String account) {
        if (account.equals(wanted.owner())) {
            return Member.Role.OWNER;
        }
        return wanted.admins().contains(account) ? Member.Role.ADMIN : Member.Role.MEMBER;
    }

    private Future<Room> taken(Conversations.Request request) {
        return conversations
                .byRoomId(request.app(), String.valueOf(request.roomId()))
                .map(there -> {
                    boolean sameOwner = request.owner() != null
                            && there.map(Room::owner)
                                    .filter(request.owner()::equals)
                                    .isPresent();
                    throw (sameOwner ? ErrorCode.OWN_GROUP_ID_TAKEN : ErrorCode.GROUP_ID_TAKEN).error();
                });
    }
}
