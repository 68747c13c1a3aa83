package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.storage.Messages;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.List;

/** {@code /users/me}: the caller. */
final class OwnUserCalls {
    private final Messages messages;
    private final People people;

    OwnUserCalls(Services services) {
        this.messages = services.messages();
        this.people = services.people();
    }

    List<Call> calls() {
        return List.of(Call.get("/users/me", this::me), Call.delete("/users/me", this::deactivate));
    }

    private Future<Reply> me(Request request) {
        Person person = request.caller();
        return messages.newestOf(person.id()).map(newest -> {
            ObjectNode json = UserJson.of(request.app(), person, true);
            return Reply.of(json.put("max_message_id", newest.orElse(-1L)));
        });
    }

    private Future<Reply> deactivate(Request request) {
        return people.update(request.caller().id(), PersonChange.NOTHING.withActive(false))
                .map(Reply.NOTHING)
                .recover(failure -> Future.failedFuture(
                        failure instanceof StorageException.Conflict
                                ? onlyOwner()
                                : failure instanceof StorageException.NotFound
                                        ? Authentication.invalidKey()
                                        : failure));
    }

    private static ZulipException onlyOwner() {
        return ZulipException.raw(
                400,
                ZulipException.error("Cannot deactivate the only organization owner.")
                        .put("is_last_owner", true)
                        .put("entity", "organization owner")
                        .put("code", "CANNOT_DEACTIVATE_LAST_USER"));
    }
}
