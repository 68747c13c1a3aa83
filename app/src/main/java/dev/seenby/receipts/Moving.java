package dev.seenby.receipts;

import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Topics;
import io.vertx.core.Future;

/** Moves messages to other topics of their room. Who has read them stays, and so do their places. Who waits for it is told. */
public final class Moving {
    private final Topics topics;
    private final Telling telling;

    public Moving(Topics topics, Telling telling) {
        this.topics = topics;
        this.telling = telling;
    }

    /**
     * As {@link Topics#move}.
     *
     * @param editor who does it
     * @param message as it is now
     */
    public Future<Topics.Moved> move(Person editor, Message message, Topics.Along along, String topic) {
        return telling.act(
                editor.app(),
                editor.id(),
                () -> topics.move(message.facts().id(), along, topic),
                moved -> moved(editor, message, along, topic, moved));
    }

    private static Change moved(Person editor, Message message, Topics.Along along, String topic, Topics.Moved moved) {
        if (moved.count() > moved.messages().size()) {
            throw new IllegalStateException(moved.count() + " messages were moved, too many to be told");
        }
        return new Change.Moved(message, along, topic, moved.messages(), editor.id());
    }
}
