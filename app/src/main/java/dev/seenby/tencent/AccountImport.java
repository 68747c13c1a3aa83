package dev.seenby.tencent;

import dev.seenby.receipts.Registration;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.util.List;

/**
 * {@code account_import}: makes an account, or gives the one that is there a new name and picture. The account is called
 * {@code UserID} now and was called {@code Identifier} before; both are understood.
 */
final class AccountImport implements Command<Registration.Account> {
    private final Registration registration;

    AccountImport(Registration registration) {
        this.registration = registration;
    }

    @Override
    public Service service() {
        return Service.ACCOUNT;
    }

    @Override
    public String name() {
        return "account_import";
    }

    @Override
    public Registration.Account parse(Fields body) {
        Registration.Account account = AccountItem.parse(body);
        if (!AccountItem.isPossible(account.userId())) {
            throw body.wrong("UserID", "must have 1 to " + Fields.ACCOUNT_BYTES + " bytes");
        }
        if (!AccountItem.isPossible(account)) {
            throw body.wrong("Nick or FaceUrl", "must not be longer than " + AccountItem.PROFILE_BYTES + " bytes");
        }
        return account;
    }

    @Override
    public Future<Buffer> run(Call call, Registration.Account account) {
        return registration
                .importAccounts(call.app().sdkAppId(), List.of(account))
                .map(failed -> {
                    if (!failed.isEmpty()) {
                        throw ErrorCode.ACCOUNT_INTERNAL.error();
                    }
                    return Envelope.ok();
                });
    }
}
