package dev.seenby.storage;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator sets of an app beside its name and its general limits.
 *
 * @param callLimits calls per second by API call, instead of the app's general limit and of what the API's document says;
 *     at most 200, 1 to 100,000 each
 * @param messagesPerSecondPerGroup of each Tencent group, 0 = no limit
 * @param keepReadsDays how long receipts are kept after the message was sent, 1 to 36,500; 0 = for ever
 * @param off what is switched off
 * @param webhook null = none
 */
public record AppOptions(
        Map<String, Integer> callLimits,
        int messagesPerSecondPerGroup,
        int keepReadsDays,
        Set<Feature> off,
        @Nullable Webhook webhook) {
    /** Nothing is set. */
    public static final AppOptions NONE = new AppOptions(Map.of(), 0, 0, Set.of(), null);

    public AppOptions {
        callLimits = Map.copyOf(callLimits);
        off = Set.copyOf(off);
    }

    /** @param other null = none */
    public AppOptions withWebhook(@Nullable Webhook other) {
        return new AppOptions(callLimits, messagesPerSecondPerGroup, keepReadsDays, off, other);
    }

    /** What can be switched off; on unless it is. */
    public enum Feature {
        /** Tencent IM's API. */
        TENCENT,
        /** Rocket.Chat's API. */
        ROCKETCHAT,
        /** Zulip's API. */
        ZULIP
    }

    /** What a webhook can be told of; the names of Tencent's callbacks are the dialect's. */
    public enum Event {
        READ,
        SENT,
        RECALLED,
        JOINED,
        LEFT,
        GROUP_DELETED
    }

    /**
     * Where an app's back end wants to be told what happened.
     *
     * @param url http or https, at most 2,000 characters
     * @param secret signs what is sent; recoverable, so encrypted at rest
     * @param events what it wants to be told of, at least one
     */
    public record Webhook(String url, String secret, Set<Event> events) {
        public Webhook {
            events = Set.copyOf(events);
        }

        /** Leaves the secret out, and the URL, which may hold another. */
        @Override
        public String toString() {
            return "Webhook" + events;
        }
    }
}
