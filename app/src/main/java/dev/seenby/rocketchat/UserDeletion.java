package dev.seenby.rocketchat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.http.StrictJson;
import dev.seenby.receipts.Deletion;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.List;

/** Deleting people. Whoever is the only owner of rooms is deleted only if the caller confirms it. */
final class UserDeletion {
    private static final String METHOD = "deleteUser";

    private final PeopleNamed named;
    private final Deletion deletion;

    UserDeletion(Services services) {
        this.named = new PeopleNamed(services.people());
        this.deletion =
                new Deletion(services.conversations(), services.people(), services.rooms(), services.subscriptions());
    }

    List<Call> calls() {
        return List.of(Call.post("users.delete", this::delete));
    }

    private Future<Reply> delete(Request request) {
        boolean confirmed = request.body().flag("confirmRelinquish", false);
        request.caller().must(Permission.DELETE_USER);
        return named.one(request.caller(), request.body()).compose(person -> {
            if (person.role() == Person.Role.OWNER) {
                throw RocketChatException.inMethod(
                                "The owner of the workspace cannot be deleted", "error-action-not-allowed", METHOD)
                        .detail("action", "Remove_owner");
            }
            return deletion.owned(person)
                    .compose(owned -> {
                        if (!owned.isEmpty() && !confirmed) {
                            throw lastOwner(owned);
                        }
                        return deletion.delete(person, owned);
                    })
                    .map(deleted -> Reply.success());
        });
    }

    private static RocketChatException lastOwner(Deletion.Owned owned) {
        ObjectNode body = StrictJson.newObject()
                .put("success", false)
                .put("error", "[user-last-owner]")
                .put("errorType", "user-last-owner");
        ObjectNode details = body.putObject("details");
        var shared = details.putArray("shouldChangeOwner");
        owned.shared().forEach(room -> shared.add(room.displayName()));
        var alone = details.putArray("shouldBeRemoved");
        owned.alone().forEach(room -> alone.add(room.displayName()));
        return RocketChatException.raw(400, body);
    }
}
