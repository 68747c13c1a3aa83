package dev.seenby.zulip;

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
        if (Text.unprintable(name) > 0 || name.chars().anyMatch(c -> NEVER.indexOf(c) >= 0)) {
            throw ZulipException.badRequest("Invalid characters in name!");
        }
        if (LIKE_A_MENTION.matcher(name).find()) {
            throw ZulipException.badRequest("Invalid format!");
        }
        return name;
    }
}
