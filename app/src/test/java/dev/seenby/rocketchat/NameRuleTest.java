package dev.seenby.rocketchat;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NameRuleTest {
    private static boolean accepts(String rule, String name) {
        Setting setting = Setting.UTF8_Channel_Names_Validation;
        Settings settings = new Settings(
                Map.of(Settings.SETTING + setting.name(), TextNode.valueOf(rule).toString()));
        return NameRule.accepts(settings, setting, name);
    }

    @Test
    void theWholeNameMustBeAsTheRuleSays() {
        assertThat(accepts("[a-z]+", "tea")).isTrue();
        assertThat(accepts("[a-z]+", "tea1")).isFalse();
        assertThat(accepts("[0-9a-zA-Z-_.]+", "Tea_Party-1.0")).isTrue();
        assertThat(accepts("[0-9a-zA-Z-_.]+", "tea party")).isFalse();
    }

    @Test
    void whatIsNoRuleLeavesTheDefaultOne() {
        assertThat(NameRule.isOne("[a-")).isFalse();
        assertThat(NameRule.isOne("(a)")).as("groups can take for ever").isFalse();
        assertThat(accepts("[a-", "tea-1")).isTrue();
        assertThat(accepts("[a-", "tea 1")).isFalse();
    }

    @Test
    void aRuleThatGoesBackAndForthForEverAcceptsNothing() {
        assertThat(accepts(".*a".repeat(12) + "b", "a".repeat(120))).isFalse();
    }
}
