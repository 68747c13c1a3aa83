package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.storage.Messages;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/** {@code GET /users/me}: the caller. */
final class OwnUserCalls {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");

    private final Messages messages;

    OwnUserCalls(Services services) {
        this.messages = services.messages();
    }

    List<Call> calls() {
        return List.of(Call.get("/users/me", this::me));
    }

    private Future<Reply> me(Request request) {
        Person person = request.caller();
        return messages.newestOf(person.id()).map(newest -> {
            String email = Names.email(request.app(), person);
            ObjectNode json = StrictJson.newObject()
                    .put("user_id", person.zulipId())
                    .put("email", email)
                    .put("delivery_email", email)
                    .put("full_name", person.name())
                    .put("avatar_url", person.avatarUrl())
                    .put("avatar_version", 1)
                    .put("is_admin", role(person) <= 200)
                    .put("is_owner", person.role() == Person.Role.OWNER)
                    .put("is_guest", person.role() == Person.Role.GUEST)
                    .put("is_bot", person.bot())
                    .put("is_active", person.active())
                    .put("role", role(person))
                    .put("timezone", "")
                    .put("date_joined", MOMENT.format(person.createdAt().atOffset(ZoneOffset.UTC)));
            json.putObject("profile_data");
            return Reply.of(json.put("max_message_id", newest.orElse(-1L)));
        });
    }

    private static int role(Person person) {
        return switch (person.role()) {
            case OWNER -> 100;
            case ADMIN -> 200;
            case MEMBER -> 400;
            case GUEST -> 600;
        };
    }
}
