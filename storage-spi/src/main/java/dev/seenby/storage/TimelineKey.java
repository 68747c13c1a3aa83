package dev.seenby.storage;

/**
 * Which timeline of a room a message is put into; the timeline is made with its first message.
 *
 * @param discriminator for {@link Kind#THREAD} the parent message's decimal id, for {@link Kind#TOPIC} the topic
 *     as first spelled (compared regardless of case), else empty
 */
public record TimelineKey(Kind kind, String discriminator) {
    /** Messages that carry read receipts, outside threads and topics. */
    public static final TimelineKey MAIN = new TimelineKey(Kind.MAIN, "");
    /** Messages sent through Tencent without {@code NeedReadReceipt}. */
    public static final TimelineKey SILENT = new TimelineKey(Kind.SILENT, "");

    /** The sorts of timeline. */
    public enum Kind {
        MAIN,
        SILENT,
        THREAD,
        TOPIC
    }

    public static TimelineKey thread(long parentMessage) {
        return new TimelineKey(Kind.THREAD, Long.toString(parentMessage));
    }

    public static TimelineKey topic(String topic) {
        return new TimelineKey(Kind.TOPIC, topic);
    }
}
