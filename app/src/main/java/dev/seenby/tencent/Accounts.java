package dev.seenby.tencent;

import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.Map;

/** Finds the people a call is about. */
final class Accounts {
    private final Registration registration;

    Accounts(Registration registration) {
        this.registration = registration;
    }

    /** Fails with 10019 when there is no such account. */
    Future<Person> find(App app, String account) {
        return registration
                .byUserId(app.sdkAppId(), account)
                .map(found -> found.orElseThrow(ErrorCode.NO_ACCOUNT::error));
    }

    /** Those that exist. */
    Future<Map<String, Person>> known(App app, Collection<String> accounts) {
        return accounts.isEmpty() ? Future.succeededFuture(Map.of()) : registration.byUserIds(app.sdkAppId(), accounts);
    }

    /** Fails with 10019 unless all exist. */
    Future<Map<String, Person>> all(App app, Collection<String> accounts) {
        return known(app, accounts).map(found -> {
            if (!found.keySet().containsAll(accounts)) {
                throw ErrorCode.NO_ACCOUNT.error();
            }
            return found;
        });
    }
}
