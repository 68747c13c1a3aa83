package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/** How people are written. */
final class UserJson {
    private static final DateTimeFormatter MOMENT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSSxxx");
    /** A bot of the sort that may do whatever people may. */
    private static final int GENERIC_BOT = 1;

    private UserJson() {}

    /** @param withProfile whether custom fields are wanted, of which nobody has any; bots have no place for them */
    static ObjectNode of(App app, Person person, boolean withProfile) {
        String email = Names.email(app, person);
        ObjectNode json = StrictJson.newObject()
                .put("user_id", person.zulipId())
                .put("email", email)
                .put("delivery_email", email)
                .put("full_name", person.name())
                .put("avatar_url", person.avatarUrl())
                .put("avatar_version", 1)
                .put("is_admin", Roles.isAdministrator(person))
                .put("is_owner", Roles.isOwner(person))
                .put("is_guest", person.role() == Person.Role.GUEST)
                .put("is_bot", person.bot())
                .put("is_active", person.active())
                .put("role", Roles.number(person))
                .put("timezone", "")
                .put("date_joined", MOMENT.format(person.createdAt().atOffset(ZoneOffset.UTC)));
        if (person.bot()) {
            json.put("bot_type", GENERIC_BOT).putNull("bot_owner_id");
        } else if (withProfile) {
            json.putObject("profile_data");
        }
        return json;
    }
}
