package dev.seenby.rocketchat;

import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
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
        Pattern pattern = Pattern.compile(
                isOne(expression) ? expression : rule.byDefault().asText());
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
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Counted(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
