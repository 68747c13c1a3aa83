package dev.seenby.zulip;

import dev.seenby.receipts.Names;
import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Where a person's picture is, as the real server has it. */
final class Avatar {
    private Avatar() {}

    /**
     * The person's own picture, else one of gravatar.com, made up of their e-mail address.
     *
     * @param clientGravatar the client makes up the latter by itself: null
     */
    static @Nullable String url(App app, Person person, boolean clientGravatar) {
        if (person.avatarUrl() != null) {
            return person.avatarUrl();
        }
        return clientGravatar
                ? null
                : "https://secure.gravatar.com/avatar/"
                        + md5(Names.email(app, person).toLowerCase(Locale.ROOT))
                        + "?d=identicon&version=1";
    }

    /** It protects nothing: it is how gravatar.com names pictures. */
    private static String md5(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
