package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Alice may write as a regular expression: what every storage reads alike. */
class SearchPatternTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "g",
                "^Hello.*world$",
                "déploiement|deploy 🚀+",
                "(?:foo|bar)+?",
                "[a-z0-9_-]{2,}",
                "[^\\]\\d]",
                "\\d{4}-\\d{2}-\\d{2}",
                "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
                "(\\d{1,3}\\.){3}\\d{1,3}",
                "\\$\\(\\)\\[\\]\\{\\}\\*\\+\\?\\.\\^\\|\\\\",
                "\\w\\W\\s\\S\\t\\n\\r\\f",
                "a{0}b",
                "a{255}",
                "(a{10}){100}",
                "a]b}",
                // Fatal to an engine that goes back; PostgreSQL's does not.
                "(a+)+$",
                "(x|x)*y"
            })
    void portableOnesPass(String pattern) {
        assertThat(SearchPattern.accepts(pattern)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // malformed
                "(",
                ")",
                "[",
                "*a",
                "a**",
                "a{2",
                "a{3,2}",
                "a{,2}",
                "\\",
                "a|*b",
                // back references
                "(a)\\1",
                "(?<name>a)\\k<name>",
                // looking around, named groups, flags, atomic groups, comments
                "(?=a)",
                "(?!a)",
                "(?<=a)b",
                "(?<!a)b",
                "(?<name>a)",
                "(?i)a",
                "(?i:a)",
                "(?>a)",
                // another thing in Java than in PostgreSQL
                "\\bword\\b",
                "\\Aa\\Z",
                "\\Qa.b\\E",
                "\\p{L}",
                "\\x41",
                "\\u0041",
                "\\0101",
                "\\é",
                "[[:alpha:]]",
                "[a[b]]",
                "[a&&b]",
                "[]a]",
                "[^]a]",
                "[\\b]",
                "a*+",
                "a++",
                "a?+",
                "a{2}+",
                "a{2}{3}",
                "^*",
                "***=a",
                // too large once written out
                "a{256}",
                "a{1,256}",
                "a{99999999999}",
                "(a{10}){101}",
                "((a{255}){255}){255}"
            })
    void othersDoNot(String pattern) {
        assertThat(SearchPattern.accepts(pattern)).isFalse();
    }

    @Test
    void oneHas256CharactersAtMost() {
        assertThat(SearchPattern.accepts("a".repeat(256))).isTrue();
        assertThat(SearchPattern.accepts("a".repeat(257))).isFalse();
        assertThat(SearchPattern.accepts("(".repeat(128) + ")".repeat(128))).isTrue();
    }

    @Property(tries = 2_000)
    void noTextMakesItFailAndWhatPassesAlonePassesAsAPart(
            @ForAll
                    @StringLength(max = 40)
                    @Chars({'\\', '(', ')', '[', ']', '{', '}', '?', '*', '+', '|', '^', '$', ':', ',', '&', '-', '.'})
                    @CharRange(from = '0', to = '3')
                    @CharRange(from = 'a', to = 'd')
                    String pattern) {
        if (SearchPattern.accepts(pattern)) {
            assertThat(SearchPattern.accepts("x(?:" + pattern + ")*|y")).isTrue();
        }
    }
}
