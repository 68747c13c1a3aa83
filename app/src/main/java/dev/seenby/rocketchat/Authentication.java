package dev.seenby.rocketchat;

import dev.seenby.credentials.Secrets;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.Set;

/** Who calls: the headers {@code X-User-Id} and {@code X-Auth-Token} together, looked up at every call. */
final class Authentication {
    static final Set<Credential.Kind> TOKENS =
            Set.of(Credential.Kind.ROCKETCHAT_TOKEN, Credential.Kind.ROCKETCHAT_PERSONAL_TOKEN);
    private static final int LONGEST = 512;

    private final Credentials credentials;

    Authentication(Credentials credentials) {
        this.credentials = credentials;
    }

    /** Empty when a header is missing, the token is not that person's, or the person may not sign in. */
    Future<Optional<Credentials.Holder>> holder(App app, HttpServerRequest request) {
        String userId = request.getHeader("X-User-Id");
        String token = request.getHeader("X-Auth-Token");
        if (userId == null
                || token == null
                || token.isEmpty()
                || token.length() > LONGEST
                || userId.length() > LONGEST) {
            return Future.succeededFuture(Optional.empty());
        }
        return credentials
                .holder(app.sdkAppId(), TOKENS, Secrets.hash(token))
                .map(found -> found.filter(holder ->
                        holder.person().active() && same(holder.person().rocketChatId(), userId)));
    }

    private static boolean same(String one, String other) {
        return MessageDigest.isEqual(one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }
}
