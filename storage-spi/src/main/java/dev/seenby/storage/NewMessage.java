package dev.seenby.storage;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A message to be sent.
 *
 * @param id null = the next free one; given only when importing, 1 to 1000 and greater than all of the room, so that ids
 *     grow along a room's clock
 * @param stringId Rocket.Chat's {@code _id}, unique in the app. Sending the same string id again is the same message:
 *     nothing is written and the first one is returned, if room and sender are the same; otherwise it is a conflict
 * @param sender storage id; need not be a member
 * @param sentAt null = the storage's clock; given only when importing
 * @param text what every dialect can show, at most 64 KiB of UTF-8
 * @param payload what only the dialect of the sender knows, a JSON object
 * @param parent the message whose thread this replies in, null = none
 * @param topic Zulip's topic, null = none, which {@link Topics#NONE} becomes
 * @param random Tencent's: a message of the same room, sender and random sent less than 5 minutes ago is the same
 *     message; null = never
 * @param updatedAt null = {@code sentAt}; given only when importing
 * @param mentions storage ids of people who are spoken to, 0 for everybody in the room; at most 100
 */
public record NewMessage(
        @Nullable Long id,
        String stringId,
        long room,
        TimelineKey timeline,
        long sender,
        @Nullable Instant sentAt,
        String text,
        String payload,
        @Nullable Long parent,
        @Nullable String topic,
        @Nullable Long random,
        @Nullable Instant updatedAt,
        Set<Long> mentions) {
    public NewMessage {
        topic = Topics.kept(topic);
        mentions = Set.copyOf(mentions);
    }

    /** One that speaks to nobody by name. */
    public NewMessage(
            @Nullable Long id,
            String stringId,
            long room,
            TimelineKey timeline,
            long sender,
            @Nullable Instant sentAt,
            String text,
            String payload,
            @Nullable Long parent,
            @Nullable String topic,
            @Nullable Long random) {
        this(id, stringId, room, timeline, sender, sentAt, text, payload, parent, topic, random, null, Set.of());
    }
}
