package dev.seenby.receipts;

import dev.seenby.storage.Message;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;

/** Moves messages to other topics of their room. Who has read them stays, and so do their places. */
public final class Moving {
    private final Topics topics;

    public Moving(Topics topics) {
        this.topics = topics;
    }

    /** As {@link Topics#move}. */
    public Future<Topics.Moved> move(Message message, Topics.Along along, String topic) {
        return topics.move(message.facts().id(), along, topic);
    }
}
