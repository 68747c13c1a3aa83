package dev.seenby.admin;

import dev.seenby.credentials.Secrets;
import dev.seenby.problem.Problem;
import io.vertx.ext.web.RoutingContext;
import java.util.Locale;

/**
 * Lets only the operator through.
 *
 * @param hash the Base64 SHA-256 of the token
 */
public record AdminToken(String hash) {
    private static final String SCHEME = "bearer ";

    void check(RoutingContext context) {
        String header = context.request().getHeader("Authorization");
        boolean bearer = header != null && header.toLowerCase(Locale.ROOT).startsWith(SCHEME);
        // The hashes are compared, so the time it takes tells nothing of the token.
        if (header != null
                && bearer
                && Secrets.matches(header.substring(SCHEME.length()).strip(), hash)) {
            context.next();
            return;
        }
        context.response()
                .putHeader("WWW-Authenticate", "Bearer realm=\"seenby\"" + (bearer ? ", error=\"invalid_token\"" : ""));
        context.fail(new Problem(401, "the header Authorization: Bearer with the admin token is needed"));
    }

    @Override
    public String toString() {
        return "AdminToken";
    }
}
