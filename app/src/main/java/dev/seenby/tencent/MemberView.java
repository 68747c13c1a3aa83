package dev.seenby.tencent;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.storage.Attendance;
import dev.seenby.storage.Member;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A member as answers show them: of the fields that there are, those that a filter names. Nobody is muted, and nobody has
 * a card or another {@code MsgFlag} than the first, as no call here sets them.
 */
final class MemberView {
    private static final String LAST_SENT = "LastSendMsgTime";

    private final @Nullable Set<String> filter;

    /** @param filter null = everything */
    MemberView(@Nullable Set<String> filter) {
        this.filter = filter;
    }

    static String role(Member member) {
        return switch (member.role()) {
            case OWNER -> "Owner";
            case ADMIN -> "Admin";
            case MEMBER -> "Member";
        };
    }

    /** Whether it shows when somebody sent their last message. */
    boolean showsLastSent() {
        return shows(LAST_SENT);
    }

    /** @param lastSent null = not lately */
    ObjectNode of(Attendance attendance, @Nullable Instant lastSent) {
        ObjectNode json = StrictJson.newObject().put("Member_Account", attendance.userId());
        return json.setAll(self(attendance, lastSent));
    }

    /** As {@link #of}, without the account. */
    ObjectNode self(Attendance attendance, @Nullable Instant lastSent) {
        Member member = attendance.member();
        ObjectNode json = StrictJson.newObject();
        json.put("Role", role(member)).put("JoinTime", member.joinedAt().getEpochSecond());
        json.put("MsgSeq", attendance.readUpTo()).put("MsgFlag", "AcceptAndNotify");
        json.put(LAST_SENT, lastSent == null ? 0 : lastSent.getEpochSecond());
        json.put("MuteUntil", 0).put("ShutUpUntil", 0).put("NameCard", "");
        return filter == null ? json : json.retain(filter);
    }

    private boolean shows(String name) {
        return filter == null || filter.contains(name);
    }
}
