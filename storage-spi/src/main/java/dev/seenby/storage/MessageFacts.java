package dev.seenby.storage;

/**
 * What receipts need to know of a message. Fixed when it is sent, so nodes may cache it for ever.
 *
 * @param id one integer for all apps, growing; Zulip's message id
 * @param room storage id of the room
 * @param clock 1, 2, 3 … over all messages of the room; Tencent's MsgSeq
 * @param timeline storage id of its timeline
 * @param timelineKind the sort of that timeline
 * @param position 1, 2, 3 … within the timeline
 * @param sender storage id of the sender
 * @param senderVersion the version of the sender's reads in the timeline that the send made (it reads its own message)
 * @param senderWasMember whether the sender was a member when it was sent
 * @param audience how many people were members when it was sent, the sender not counted
 */
public record MessageFacts(
        long id,
        long room,
        long clock,
        long timeline,
        TimelineKey.Kind timelineKind,
        long position,
        long sender,
        long senderVersion,
        boolean senderWasMember,
        int audience) {}
