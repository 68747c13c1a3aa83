package dev.seenby.storage;

/**
 * What proves who a person is, as it is kept: only a hash, never the secret.
 *
 * @param hash for {@link Kind#PASSWORD} a salted slow hash; else the Base64 SHA-256 of the (random) secret
 */
public record Credential(Kind kind, String hash) {
    /** The credentials of the dialects. A person has at most one password and one Zulip key, any number of tokens. */
    public enum Kind {
        PASSWORD,
        ROCKETCHAT_TOKEN,
        ZULIP_API_KEY
    }

    @Override
    public String toString() {
        return "Credential[" + kind + "]";
    }
}
