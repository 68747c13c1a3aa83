package dev.seenby.zulip;

import dev.seenby.http.StrictJson;
import java.util.regex.Pattern;

/** What people may be called. */
final class FullName {
    private static final int MOST = 100;
    private static final int LEAST = 2;
    private static final String NEVER = "*`\\>\"@";
    /** Could be taken for a mention of somebody by id. */
    private static final Pattern LIKE_A_MENTION = Pattern.compile("\\|\\p{Nd}+$", Pattern.UNICODE_CHARACTER_CLASS);

    private FullName() {}

    /** The name without the white space around it. @throws ZulipException 400 if nobody may be called so */
    static String checked(String raw) {
        String name = raw.strip();
        if (name.codePointCount(0, name.length()) > MOST) {
            throw ZulipException.badRequest("Name too long!");
        }
        if (name.codePointCount(0, name.length()) < LEAST) {
            throw ZulipException.badRequest("Name too short!");
        }
        if (!StrictJson.storable(name) || name.codePoints().anyMatch(FullName::isNever)) {
            throw ZulipException.badRequest("Invalid characters in name!");
        }
        if (LIKE_A_MENTION.matcher(name).find()) {
            throw ZulipException.badRequest("Invalid format!");
        }
        return name;
    }

    private static boolean isNever(int character) {
        boolean isNoCharacter = (character & 0xfffe) == 0xfffe || character >= 0xfdd0 && character <= 0xfdef;
        return isNoCharacter || Character.getType(character) == Character.CONTROL || NEVER.indexOf(character) >= 0;
    }
}
