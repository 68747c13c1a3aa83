package dev.seenby.rocketchat;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * Which names are allowed, as a setting says it: a regular expression for all of the name. One that cannot be read, or
 * that takes too long to decide, allows nothing but letters, digits, {@code -}, {@code _} and {@code .}.
 */
final class NameRule {
    private static final Pattern PLAIN = Pattern.compile("[0-9a-zA-Z-_.]+");
    private static final int LOOKS = 100_000;

    private NameRule() {}

    static boolean allows(String rule, String name) {
        try {
            return Pattern.compile(rule).matcher(new Watched(name)).matches();
        } catch (PatternSyntaxException | TooLong | StackOverflowError notOurs) {
            return PLAIN.matcher(name).matches();
        }
    }

    /** An admin's expression may try more ways than there is time for; other workspaces must not wait for it. */
    private static final class TooLong extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLong() {
            super("too many looks", null, false, false);
        }
    }

    private static final class Watched implements CharSequence {
        private final String text;
        private int looks;

        Watched(String text) {
            this.text = text;
        }

        @Override
        public char charAt(int index) {
            if (++looks > LOOKS) {
                throw new TooLong();
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return text.subSequence(start, end);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
