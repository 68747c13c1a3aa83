package dev.seenby.zulip;

import org.jspecify.annotations.Nullable;

/**
 * Who shall see into a channel that is to be made.
 *
 * @param webPublic also those who do not sign in, which nobody may here
 * @param historyIsPublic whether members shall see what was sent before they came
 */
record ChannelPrivacy(boolean inviteOnly, boolean webPublic, boolean historyIsPublic) {
    /** A private channel's history is not shared unless that is asked for; a public one's always is. */
    static ChannelPrivacy of(Parameters parameters) {
        boolean inviteOnly = parameters.flag("invite_only", false);
        boolean webPublic = parameters.flag("is_web_public", false);
        @Nullable Boolean history = parameters.flag("history_public_to_subscribers");
        return new ChannelPrivacy(inviteOnly, webPublic, !inviteOnly || Boolean.TRUE.equals(history));
    }

    /** @throws ZulipException 400 if there can be no such channel */
    void mustBePossible() {
        if (webPublic) {
            throw ZulipException.badRequest("Web-public channels are not enabled.");
        }
    }
}
