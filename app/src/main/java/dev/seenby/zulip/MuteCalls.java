package dev.seenby.zulip;

import dev.seenby.receipts.Privacy;
import dev.seenby.storage.Mutes;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import java.util.List;

/** {@code /users/me/muted_users/{muted_user_id}}: whom the caller does not want to see. */
final class MuteCalls {
    private final Directory directory;
    private final Privacy privacy;

    MuteCalls(Services services) {
        this.directory = new Directory(services);
        this.privacy = services.privacy();
    }

    List<Call> calls() {
        return List.of(
                Call.post("/users/me/muted_users/:id", this::mute),
                Call.delete("/users/me/muted_users/:id", this::unmute));
    }

    private Future<Reply> mute(Request request) {
        Person caller = request.caller();
        if (Access.id(request.argument()) == caller.zulipId()) {
            throw ZulipException.badRequest("Cannot mute self");
        }
        return other(request)
                .compose(other -> privacy.mute(caller, other).recover(failure -> told(caller, failure)))
                .map(changed -> done(changed, "User already muted"));
    }

    private Future<Reply> unmute(Request request) {
        return other(request)
                .compose(other -> privacy.unmute(request.caller(), other))
                .map(changed -> done(changed, "User is not muted"));
    }

    private Future<Person> other(Request request) {
        return directory
                .byId(request.app(), Access.id(request.argument()))
                .map(found -> found.orElseThrow(UserCalls::noSuchUser));
    }

    private static Reply done(boolean changed, String already) {
        if (!changed) {
            throw ZulipException.badRequest(already);
        }
        return Reply.NOTHING;
    }

    /** Storage that is busy and a person who mutes too many fail alike; only one of them may ask again. */
    private Future<Boolean> told(Person caller, Throwable failure) {
        if (failure instanceof StorageException.NotFound) {
            return Future.failedFuture(UserCalls.noSuchUser());
        }
        if (!(failure instanceof StorageException.Overloaded)) {
            return Future.failedFuture(failure);
        }
        return privacy.mutesMost(caller)
                .compose(most -> Future.failedFuture(
                        most ? ZulipException.badRequest("Cannot mute more than " + Mutes.MOST + " users") : failure));
    }
}
