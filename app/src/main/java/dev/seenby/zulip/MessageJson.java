package dev.seenby.zulip;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.seenby.storage.App;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.List;

/** Messages as clients get them, with all that stands around them: people, channels, the reader's flags. */
final class MessageJson {
    private final Services services;

    MessageJson(Services services) {
        this.services = services;
    }

    /**
     * How a client wants its messages.
     *
     * @param applyMarkdown content as HTML, else as it was written
     * @param clientGravatar the client makes up pictures by itself, so that null is enough
     */
    record Style(boolean applyMarkdown, boolean clientGravatar) {}

    /** In the same order; those whose room is gone are left out. @param messages that the reader may see, at most 1,000 */
    Future<List<ObjectNode>> of(App app, Person reader, List<Message> messages, Style style) {
        throw new UnsupportedOperationException(services.toString() + app + reader + messages + style);
    }
}
