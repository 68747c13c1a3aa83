package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which names an admin's regular expression allows. */
class NameRuleTest {
    @Test
    void theExpressionIsForAllOfTheName() {
        assertThat(NameRule.allows("[a-z]+", "tea")).isTrue();
        assertThat(NameRule.allows("[a-z]+", "tea1")).isFalse();
        assertThat(NameRule.allows("[0-9a-zA-Z-_.]+", "Tea_Party-1.0")).isTrue();
        assertThat(NameRule.allows("[0-9a-zA-Z-_.]+", "tea party")).isFalse();
    }

    @Test
    void oneThatCannotBeReadAllowsPlainNames() {
        assertThat(NameRule.allows("[a-", "tea-1")).isTrue();
        assertThat(NameRule.allows("[a-", "tea 1")).isFalse();
    }

    @Test
    void oneThatTriesTooManyWaysAllowsPlainNames() {
        assertThat(NameRule.allows("(.*a){12}b", "a".repeat(120))).isTrue();
        assertThat(NameRule.allows("(.*a){12}b", " a".repeat(60))).isFalse();
    }
}
