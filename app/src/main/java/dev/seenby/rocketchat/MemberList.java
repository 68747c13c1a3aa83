package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Listed;
import dev.seenby.storage.Member;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import io.vertx.core.Future;
import java.util.List;
import java.util.Objects;

/** Who is in a room: the parameters {@code filter}, {@code status}, {@code sort} by username, {@code offset}, {@code count}. */
final class MemberList {
    private static final int AT_ONCE = 1_000;
    /** Who is at their screen is not known here. */
    private static final String STATUS = "offline";

    private final Services services;

    MemberList(Services services) {
        this.services = services;
    }

    Reply of(Request request, Room room) {
        String filter = Objects.requireNonNullElse(request.query().text("filter"), "");
        List<String> statuses = request.query().texts("status");
        boolean nobody = !statuses.isEmpty() && !statuses.contains(STATUS);
        return new ListReply<>(
                "members",
                Paging.of(request),
                ListReply.ascending(request, "username", true),
                AT_ONCE,
                (offset, limit) -> nobody
                        ? Future.succeededFuture(new Listed<Member>(List.of(), 0))
                        : services.rooms().membersByName(room.id(), filter, offset, limit),
                this::write);
    }

    private Future<List<ObjectNode>> write(List<Member> members) {
        return services.registration()
                .byIds(members.stream().map(Member::person).toList())
                .map(known -> members.stream()
                        .map(member -> known.get(member.person()))
                        .filter(Objects::nonNull)
                        .map(MemberList::write)
                        .toList());
    }

    private static ObjectNode write(Person person) {
        return StrictJson.newObject()
                .put("_id", person.rocketChatId())
                .put("username", person.username())
                .put("name", person.name())
                .put("status", STATUS)
                .put("utcOffset", 0);
    }
}
