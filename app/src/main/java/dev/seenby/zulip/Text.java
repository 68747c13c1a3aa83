package dev.seenby.zulip;

import dev.seenby.storage.Topics;

/** What people write, as it is kept. Lengths and positions are in characters of Unicode. */
final class Text {
    private static final int CONTENT_CHARACTERS = 10_000;
    private static final int TOPIC_CHARACTERS = 60;

    private Text() {}

    /** Without white space at its end and empty lines at its beginning, cut if it is too long. @throws ZulipException 400 */
    static String content(String given) {
        String content = given.stripTrailing().replaceFirst("^\n+", "");
        if (content.isEmpty()) {
            throw ZulipException.badRequest("Message must not be empty");
        }
        if (content.indexOf('\0') >= 0) {
            throw ZulipException.badRequest("Message must not contain null bytes");
        }
        return cut(content, CONTENT_CHARACTERS, "\n[message truncated]");
    }

    /** A topic as it is kept, cut if it is too long; {@link Topics#NONE} for one that is empty. @throws ZulipException 400 */
    static String topic(String given) {
        String topic = given.strip();
        int bad = unprintable(topic);
        if (bad > 0) {
            throw ZulipException.badRequest("Invalid character in topic, at position " + bad + "!");
        }
        return isNone(topic) ? Topics.NONE : cut(topic, TOPIC_CHARACTERS, "...");
    }

    private static boolean isNone(String topic) {
        return topic.isEmpty() || topic.equalsIgnoreCase(Topics.NONE);
    }

    /** @param end what a text that is cut ends with, within the length */
    static String cut(String text, int characters, String end) {
        return text.codePointCount(0, text.length()) <= characters
                ? text
                : text.substring(0, text.offsetByCodePoints(0, characters - end.length())) + end;
    }

    /** Where the first character stands that no name may have, from 1; 0 if there is none. */
    static int unprintable(String name) {
        int position = 0;
        for (int i = 0; i < name.length(); i += Character.charCount(name.codePointAt(i))) {
            position++;
            int c = name.codePointAt(i);
            boolean noCharacter = c >= 0xFDD0 && c <= 0xFDEF || (c & 0xFFFE) == 0xFFFE;
            if (noCharacter
                    || Character.getType(c) == Character.CONTROL
                    || Character.getType(c) == Character.SURROGATE) {
                return position;
            }
        }
        return 0;
    }
}
