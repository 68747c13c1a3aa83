package dev.seenby.rocketchat;

import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.Directory;
import dev.seenby.storage.App;
import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.Set;

/** Who calls: the headers {@code X-User-Id} and {@code X-Auth-Token} together. */
final class Authentication {
    static final Set<Credential.Kind> TOKENS =
            Set.of(Credential.Kind.ROCKETCHAT_TOKEN, Credential.Kind.ROCKETCHAT_PERSONAL_TOKEN);
    private static final int LONGEST = 512;

    /** Of a token. */
    private record TokenHash(String hash) {}

    private final Credentials credentials;
    private final InstantSource clock;

    Authentication(Credentials credentials, InstantSource clock) {
        this.credentials = credentials;
        this.clock = clock;
    }

    /** Empty when a header is missing, the token is not that person's, or the person may not sign in. */
    Future<Optional<Credentials.Holder>> holder(App app, HttpServerRequest request, Directory.View known) {
        String userId = request.getHeader("X-User-Id");
        String token = request.getHeader("X-Auth-Token");
        if (userId == null
                || token == null
                || token.isEmpty()
                || token.length() > LONGEST
                || userId.length() > LONGEST) {
            return Future.succeededFuture(Optional.empty());
        }
        TokenHash shown = new TokenHash(Secrets.hash(token));
        return known.one(
                        Credentials.Holder.class,
                        shown,
                        holder -> letsIn(holder, userId) && !hasExpired(holder.credential()),
                        () -> credentials.holder(app.sdkAppId(), TOKENS, shown.hash()))
                .map(found -> found.filter(holder -> letsIn(holder, userId)));
    }

    private static boolean letsIn(Credentials.Holder holder, String userId) {
        return holder.person().active() && isCalled(holder, userId);
    }

    private boolean hasExpired(Credential credential) {
        Instant expiresAt = credential.expiresAt();
        return expiresAt != null && !clock.instant().isBefore(expiresAt);
    }

    private static boolean isCalled(Credentials.Holder holder, String userId) {
        return MessageDigest.isEqual(
                holder.person().rocketChatId().getBytes(StandardCharsets.UTF_8),
                userId.getBytes(StandardCharsets.UTF_8));
    }
}
