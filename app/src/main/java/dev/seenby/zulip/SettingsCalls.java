package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Privacy;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.List;

/**
 * People's settings, and the organisation's. Of the very many there are, those that read receipts depend on are kept; the
 * others are named in the answer as not supported.
 */
final class SettingsCalls {
    private static final String ENABLE = "enable_read_receipts";
    private static final String SEND = "send_read_receipts";

    private final Privacy privacy;
    private final People people;

    SettingsCalls(Services services) {
        this.privacy = services.privacy();
        this.people = services.people();
    }

    List<Call> calls() {
        return List.of(
                Call.patch("/settings", this::own),
                Call.patch("/realm", this::organisation),
                Call.patch("/realm/user_settings_defaults", this::defaults));
    }

    private Future<Reply> own(Request request) {
        Person caller = request.caller();
        String fullName = request.parameters().text("full_name");
        Boolean send = request.parameters().flag(SEND);
        String name = fullName == null || fullName.equals(caller.name()) ? caller.name() : FullName.checked(fullName);
        return renamed(caller, name)
                .compose(done -> send == null ? Future.succeededFuture(false) : privacy.sendReceipts(caller, send))
                .map(Reply.NOTHING)
                .recover(failure -> Future.failedFuture(
                        // Deleted meanwhile.
                        failure instanceof StorageException.NotFound ? Authentication.invalidKey() : failure));
    }

    private Future<Person> renamed(Person caller, String name) {
        return name.equals(caller.name())
                ? Future.succeededFuture(caller)
                : people.update(caller.id(), PersonChange.NOTHING.withName(name));
    }

    private Future<Reply> organisation(Request request) {
        Roles.mustBeAdministrator(request.caller());
        Boolean enable = request.parameters().flag(ENABLE);
        if (enable == null) {
            return Future.succeededFuture(Reply.NOTHING);
        }
        return privacy.enableReceipts(request.caller(), enable).map(changed -> {
            ObjectNode json = StrictJson.newObject().put(ENABLE, enable);
            return changed ? Reply.of(json) : Reply.NOTHING;
        });
    }

    private Future<Reply> defaults(Request request) {
        Roles.mustBeAdministrator(request.caller());
        Boolean send = request.parameters().flag(SEND);
        Future<Boolean> done =
                send == null ? Future.succeededFuture(false) : privacy.sendReceiptsByDefault(request.caller(), send);
        return done.map(Reply.NOTHING);
    }
}
