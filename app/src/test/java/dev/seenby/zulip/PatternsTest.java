package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Future;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Mallory sends what takes long to compare; what is read of it stays within a few times its length. */
class PatternsTest {
    private static final int LENGTH = 16_000;

    /** A text that is read no more than some times over. */
    private static final class Read implements CharSequence {
        private final String text;
        private int left;

        Read(String text) {
            this.text = text;
            this.left = 20 * text.length();
        }

        @Override
        public char charAt(int index) {
            if (left-- == 0) {
                throw new AssertionError("read more than twenty times");
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

    private static boolean matches(Pattern pattern, String text) {
        return pattern.matcher(new Read(text)).matches();
    }

    @Test
    void pathsWithManyAtSigns() {
        Pattern path = Call.get("/users/:email", request -> Future.failedFuture("never called"))
                .pattern();
        assertThat(matches(path, "/users/" + "@".repeat(LENGTH) + "/x")).isFalse();
        assertThat(matches(path, "/users/" + "%40".repeat(LENGTH) + "/x")).isFalse();
        assertThat(matches(path, "/users/" + "a".repeat(LENGTH))).isFalse();
        assertThat(matches(path, "/users/" + "a".repeat(LENGTH) + "@")).isTrue();
        assertThat(matches(path, "/users/alice%40wonder.example")).isTrue();
    }

    @Test
    void namesOfProgramsThatGoOnAndOn() {
        assertThat(matches(Request.USER_AGENT, "a".repeat(LENGTH) + " 1\u0085")).isTrue();
        assertThat(matches(Request.USER_AGENT, "a".repeat(LENGTH) + "(")).isTrue();
        assertThat(matches(Request.USER_AGENT, " ".repeat(LENGTH) + "1\u0085")).isTrue();
        assertThat(matches(Request.USER_AGENT, "/".repeat(LENGTH) + "\u0085")).isTrue();
    }
}
