package dev.seenby.rocketchat;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
<<<<<<< HEAD
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
=======
 * The regular expression that a setting demands of names. It comes from a workspace's admin, and matching it must not
 * keep the server busy: so there are no groups in it, and matching is given up when it goes back and forth too often.
 */
final class NameRule {
    private static final int MOST_STEPS = 100_000;

    private NameRule() {}

    /** Whether a text is such an expression. */
    static boolean isOne(String expression) {
        if (expression.isEmpty() || expression.indexOf('(') >= 0) {
            return false;
        }
        try {
            return Pattern.compile(expression) != null;
        } catch (PatternSyntaxException malformed) {
            return false;
        }
    }

    /** Whether the whole name is as the setting demands. */
    static boolean accepts(Settings settings, Setting rule, String name) {
        String expression = settings.text(rule);
        Pattern pattern =
                Pattern.compile(isOne(expression) ? expression : rule.byDefault().asText());
        try {
            return pattern.matcher(new Counted(name, new int[] {MOST_STEPS})).matches();
        } catch (TooManySteps given) {
            return false;
        }
    }

    private static final class TooManySteps extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooManySteps() {
            super(null, null, false, false);
        }
    }

    /** A text that can be looked at only so often. */
    private record Counted(CharSequence text, int[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (left[0]-- <= 0) {
                throw new TooManySteps();
>>>>>>> 750772934374cbc1a4f9d9bc0337a5ac54b0fcfb
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
<<<<<<< HEAD
            return text.subSequence(start, end);
=======
            return new Counted(text.subSequence(start, end), left);
>>>>>>> 750772934374cbc1a4f9d9bc0337a5ac54b0fcfb
        }

        @Override
        public String toString() {
<<<<<<< HEAD
            return text;
=======
            return text.toString();
>>>>>>> 750772934374cbc1a4f9d9bc0337a5ac54b0fcfb
        }
    }
}
