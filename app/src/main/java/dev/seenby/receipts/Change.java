package dev.seenby.receipts;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.Message;
import dev.seenby.storage.Topics;
import java.util.List;

/** What happened, whichever dialect did it. People are storage ids. */
public sealed interface Change {
    record Sent(Message message) implements Change {}

    /** @param before as it was */
    record Edited(Message before, Message after) implements Change {}

    /**
     * Messages stand under another topic.
     *
     * @param asked the message that was to be moved, as it was
     * @param topic {@link Topics#NONE} = none
     * @param messages all that were moved, ascending
     */
    record Moved(Message asked, Topics.Along along, String topic, List<Long> messages, long editor) implements Change {
        public Moved {
            messages = List.copyOf(messages);
        }
    }

    /** @param message as it was */
    record Deleted(Message message) implements Change {}

    /** @param messages read, ascending; some of them may have been read before */
    record Read(long person, List<Long> messages) implements Change {
        public Read {
            messages = List.copyOf(messages);
        }
    }

    /** Somebody has read all there is, in whichever rooms. */
    record ReadAll(long person) implements Change {}

    record Unread(long person, List<Long> messages) implements Change {
        public Unread {
            messages = List.copyOf(messages);
        }
    }

    record Flagged(long person, Inbox.Flag flag, boolean on, List<Long> messages) implements Change {
        public Flagged {
            messages = List.copyOf(messages);
        }
    }

    /** Somebody mutes others than before. */
    record MutesChanged(long person) implements Change {}

    /** @param value JSON */
    record SettingChanged(long person, String property, String value) implements Change {}

    /** What people who come to an app have set from the start. @param value JSON */
    record DefaultChanged(String property, String value) implements Change {}

    /** Of a whole app. @param value JSON */
    record RealmChanged(String property, String value) implements Change {}
}
