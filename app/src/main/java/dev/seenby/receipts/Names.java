package dev.seenby.receipts;

import dev.seenby.storage.App;
import dev.seenby.storage.Person;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What a person or room is called in a dialect that was not asked, by rule. */
public final class Names {
    private static final String DIRECT = "direct:";
    private static final SecureRandom RANDOM = new SecureRandom();
    // Without the letters and digits that are easily mistaken for one another, as Rocket.Chat's ids.
    private static final String UNMISTAKABLE = "23456789ABCDEFGHJKLMNPQRSTWXYZabcdefghijkmnopqrstuvwxyz";
    /** Ids have up to ten digits; nobody has one that needs them all. */
    private static final Pattern MADE_UP = Pattern.compile("user([1-9][0-9]{0,8})@.+", Pattern.CASE_INSENSITIVE);

    private static final int USER_ID_BYTES = 32;

    private Names() {}

    /** A Rocket.Chat id: 17 random letters and digits. */
    public static String randomId() {
        StringBuilder id = new StringBuilder(17);
        for (int i = 0; i < 17; i++) {
            id.append(UNMISTAKABLE.charAt(RANDOM.nextInt(UNMISTAKABLE.length())));
        }
        return id.toString();
    }

    /** As {@link #randomId}, but always the same for the same text. */
    public static String idOf(String text) {
        byte[] digest = sha256(text);
        StringBuilder id = new StringBuilder(17);
        for (int i = 0; i < 17; i++) {
            id.append(UNMISTAKABLE.charAt(Byte.toUnsignedInt(digest[i]) % UNMISTAKABLE.length()));
        }
        return id.toString();
    }

    /** The username made from a Tencent UserID or an e-mail's local part: illegal characters become {@code _}. */
    public static String username(String from) {
        String name = from.replaceAll("[^0-9a-zA-Z-_.]", "_");
        return name.isEmpty() ? "user" : name;
    }

    /** The unique room name made from what it is called: illegal characters become {@code -}. */
    public static String roomName(String displayName) {
        String name = displayName.replaceAll("[^0-9a-zA-Z-_.]+", "-").toLowerCase(Locale.ROOT);
        return name.isEmpty() || name.equals("-") ? "room" : name;
    }

    /** Whether direct conversations alone have such names: who could give one to a room would be sent what is meant for them. */
    public static boolean isOfDirectRoom(String name) {
        return name.regionMatches(true, 0, DIRECT, 0, DIRECT.length());
    }

    /** The unique name of the direct conversation of just these people; see {@link #isOfDirectRoom}. */
    static String directRoomName(Collection<Person> people) {
        String ids = people.stream()
                .map(Person::id)
                .sorted()
                .map(id -> Long.toString(id))
                .collect(Collectors.joining(","));
        return DIRECT + HexFormat.of().formatHex(sha256(ids));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The Tencent UserID of somebody made through another dialect: the username if it fits 32 bytes, else the id. */
    public static String userId(String username, String rocketChatId) {
        return username.getBytes(StandardCharsets.UTF_8).length <= USER_ID_BYTES ? username : rocketChatId;
    }

    /** A person's e-mail address: their own, else one made of Zulip's id and a host of the app. */
    public static String email(App app, Person person) {
        if (person.email() != null) {
            return person.email();
        }
        return "user" + person.zulipId() + "@" + emailHost(app);
    }

    private static String emailHost(App app) {
        return app.hosts().isEmpty()
                ? "app" + app.sdkAppId() + ".invalid"
                : app.hosts().get(0);
    }

    /** Whether the address is one that is made up for somebody of the app, or may be one day: nobody may take it as their own. */
    public static boolean isMadeUp(App app, String email) {
        return zulipIdOf(email).isPresent()
                && email.substring(email.indexOf('@') + 1).equalsIgnoreCase(emailHost(app));
    }

    /** Whose made-up e-mail address it may be, by Zulip's id; empty for one that cannot be made up. */
    public static Optional<Integer> zulipIdOf(String email) {
        Matcher madeUp = MADE_UP.matcher(email);
        return madeUp.matches() ? Optional.of(Integer.parseInt(madeUp.group(1))) : Optional.empty();
    }

    /** The {@code attempt}th variant of a name that must be unique: itself, then with short random ends. */
    static String variant(String name, int attempt) {
        return attempt == 0 ? name : name + "-" + randomId().substring(0, attempt < 3 ? 4 : 8);
    }
}
