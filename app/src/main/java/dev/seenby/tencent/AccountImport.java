package dev.seenby.tencent;

import dev.seenby.receipts.Registration;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * {@code account_import}: makes an account, or gives the one that is there a new name and picture. The account is called
 * {@code UserID} now and was called {@code Identifier} before; both are understood.
 */
final class AccountImport implements Command<AccountImport.Parameters> {
    private static final int NICK_BYTES = 500;
    private static final int FACE_URL_BYTES = 500;

    record Parameters(
            String account, @Nullable String nick, @Nullable String faceUrl) {}

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
    public Parameters parse(Fields body) {
        String account = body.account(body.has("Identifier") && !body.has("UserID") ? "Identifier" : "UserID");
        if (body.has("Identifier") && !account.equals(body.account("Identifier"))) {
            throw body.wrong("Identifier", "differs from UserID");
        }
        return new Parameters(
                account,
                unlessEmpty(body.optionalText("Nick", NICK_BYTES)),
                unlessEmpty(body.optionalText("FaceUrl", FACE_URL_BYTES)));
    }

    /** Clients that always send the field send it empty when they do not know it. */
    private static @Nullable String unlessEmpty(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    @Override
    public Future<Buffer> run(Call call, Parameters person) {
        return registration
                .importAccount(call.app().sdkAppId(), person.account(), person.nick(), person.faceUrl())
                .map(v -> Envelope.ok());
    }
}
