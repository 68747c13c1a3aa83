package dev.seenby.loadtests;

import java.util.Locale;

/**
 * A room that {@link Generator} has filled. Members and messages are counted from 1; what they are called follows from the
 * room's name.
 *
 * @param app its sdkAppId
 * @param room its storage id
 * @param roomId what Tencent calls the GroupId and Rocket.Chat the {@code _id}; 1 to 7 small letters
 * @param streamId Zulip's
 * @param timeline storage id of its main flow
 * @param members how many
 * @param messages how many, the first of them with clock and position 1
 * @param senders the first so many members sent them in turn
 * @param firstPerson storage id of member 1; those of the others follow it
 * @param firstZulipId Zulip's id of member 1; those of the others follow it
 * @param firstMessage id of message 1, Zulip's as well; those of the others follow it
 */
record GeneratedRoom(
        long app,
        long room,
        String roomId,
        int streamId,
        long timeline,
        int members,
        long messages,
        int senders,
        long firstPerson,
        int firstZulipId,
        long firstMessage) {
    /** Storage id of a member. */
    long person(long member) {
        return firstPerson + member - 1;
    }

    /** Tencent's UserID of a member, and the username. */
    String userId(long member) {
        return roomId + member;
    }

    int zulipId(long member) {
        return Math.toIntExact(firstZulipId + member - 1);
    }

    /** Rocket.Chat's id of a member. */
    String rocketChatId(long member) {
        return longName(roomId, member);
    }

    /** The id of a message, Zulip's as well. */
    long message(long clock) {
        return firstMessage + clock - 1;
    }

    /** Rocket.Chat's id of a message. */
    String stringId(long clock) {
        return longName(roomId, clock);
    }

    /** The number of the member who sent a message. */
    long sender(long clock) {
        return (clock - 1) % senders + 1;
    }

    /** 17 letters and digits. */
    private static String longName(String name, long number) {
        return name + "x".repeat(7 - name.length()) + String.format(Locale.ROOT, "%010d", number);
    }
}
