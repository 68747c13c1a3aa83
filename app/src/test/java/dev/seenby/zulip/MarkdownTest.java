package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Text as Zulip's server writes it. */
class MarkdownTest {
    private static String html(String text) {
        return Markdown.html(text, Map.of("alice", 5, "bob|6", 6));
    }

    @Test
    void paragraphsLinesAndEmphasis() {
        assertThat(html("hello")).isEqualTo("<p>hello</p>");
        assertThat(html("one\ntwo\n\nthree")).isEqualTo("<p>one<br>\ntwo</p>\n<p>three</p>");
        assertThat(html("**b** ~~s~~ `c`")).isEqualTo("<p><strong>b</strong> <del>s</del> <code>c</code></p>");
    }

    @Test
    void codeKeepsItsLanguage() {
        assertThat(html("```java\na < b\n```"))
                .isEqualTo("<div class=\"codehilite\" data-code-language=\"java\">"
                        + "<pre><span></span><code>a &lt; b\n</code></pre></div>");
    }

    @Test
    void htmlIsTextAndBadLinksAreNone() {
        assertThat(html("<script>alert(1)</script>")).doesNotContain("<script");
        assertThat(html("a <b onclick=x> c")).isEqualTo("<p>a &lt;b onclick=x&gt; c</p>");
        assertThat(html("[x](javascript:alert(1))")).isEqualTo("<p>x</p>");
        assertThat(html("[x](https://a.example)")).isEqualTo("<p><a href=\"https://a.example\">x</a></p>");
        assertThat(html("![x](https://a.example/p.png)")).doesNotContain("<img");
    }

    @Test
    void mentionsOfPeopleAndOfAll() {
        assertThat(html("@**Alice** and @_**Bob|6**"))
                .isEqualTo("<p><span class=\"user-mention\" data-user-id=\"5\">@Alice</span> and "
                        + "<span class=\"user-mention silent\" data-user-id=\"6\">Bob</span></p>");
        assertThat(html("@**all**"))
                .isEqualTo(
                        "<p><span class=\"user-mention channel-wildcard-mention\" data-user-id=\"*\">@all</span></p>");
        assertThat(html("@**Nobody**")).isEqualTo("<p>@<strong>Nobody</strong></p>");
    }

    @Test
    void whatStandsInCodeOrInAnAddressIsNoMention() {
        assertThat(Markdown.mentions("`@**Alice**` x@**Alice**")).isEmpty();
        assertThat(Markdown.mentions("hi @**Alice**, @**topic**"))
                .extracting(Markdown.Mention::name)
                .containsExactly("Alice", "topic");
    }

    @Test
    void hostileNestingEndsAsText() {
        assertThat(html("*a ".repeat(20_000))).startsWith("<p>*a *a");
        assertThat(html("> ".repeat(20_000) + "deep")).contains("deep");
        assertThat(html("![".repeat(499) + "x" + "](b)".repeat(499))).contains("x");
        assertThat(html("- ".repeat(10_000))).isNotEmpty();
    }

    @Test
    void twoSilentMentionsEmphasiseNothing() {
        assertThat(html("@_**Alice**, _you_ and @_**Bob|6**"))
                .isEqualTo("<p><span class=\"user-mention silent\" data-user-id=\"5\">Alice</span>, <em>you</em> and "
                        + "<span class=\"user-mention silent\" data-user-id=\"6\">Bob</span></p>");
        assertThat(html("`@_**Alice**` @_b_")).isEqualTo("<p><code>@_**Alice**</code> @<em>b</em></p>");
    }

    @Test
    void whatWouldGrowFarBeyondTheTextIsShownAsItIs() {
        String table = "|a".repeat(70) + "|\n" + "|-".repeat(70) + "|\n";
        assertThat(html(table + "|\n".repeat(200))).startsWith("<table>");
        for (String hostile : List.of(
                table + "|\n".repeat(4_800),
                "<".repeat(10_000),
                "<b ".repeat(3_000),
                "</".repeat(5_000),
                "[".repeat(10_000),
                "![](".repeat(2_000),
                "**x** ".repeat(4_000),
                "word ".repeat(4_001))) {
            assertThat(html(hostile)).startsWith("<p>" + Markdown.escaped(hostile.substring(0, 2)));
            assertThat(html(hostile).length()).isLessThan(hostile.length() * 8);
            assertThat(Markdown.mentions(hostile + "@**Alice**")).isEmpty();
        }
    }

    @Test
    void noTextOfTheMostCharactersIsAnErrorOrHuge() {
        for (String unit : List.of(
                "[",
                "]",
                "`",
                "``` ",
                "&#",
                "> ",
                "- ",
                "1. ",
                "|a|b|\n",
                "www.a.example ",
                "a@b.example ",
                "a.",
                "@**all** ",
                "@_**a|1** ",
                "\\",
                "(",
                "[a]: b\n",
                "# a\n",
                "=\n",
                "\t",
                "- a\n",
                "<!--",
                "https://",
                "_a",
                "*a_",
                "> - 1. ",
                "😀")) {
            String text = unit.repeat(10_000 / unit.length());
            assertThat(html(text).length()).as(unit).isLessThan(text.length() * 30);
        }
    }
}
