package dev.seenby.storage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What proves who a person is, as it is kept: only a hash, never the secret.
 *
 * @param hash for {@link Kind#PASSWORD} a salted slow hash; else the Base64 SHA-256 of the (random) secret
 * @param name what the person calls it, unique among the person's of this kind; null = it has no name
 * @param expiresAt from when it proves nothing any more; null = never
 * @param details what only the dialect knows of it, a JSON object
 */
public record Credential(
        Kind kind,
        String hash,
        @Nullable String name,
        @Nullable Instant expiresAt,
        String details) {
    /** The credentials of the dialects. A person has at most one password and one Zulip key, any number of tokens. */
    public enum Kind {
        PASSWORD,
        ROCKETCHAT_TOKEN,
        ROCKETCHAT_PERSONAL_TOKEN,
        ZULIP_API_KEY
    }

    /** One without a name that never expires. */
    public Credential(Kind kind, String hash) {
        this(kind, hash, null, null, "{}");
    }

    @Override
    public String toString() {
        return "Credential[" + kind + "]";
    }
}
