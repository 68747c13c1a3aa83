package dev.seenby.webhooks;

import dev.seenby.storage.App;
import dev.seenby.storage.Webhooks.Event;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Puts events into the words of a dialect. */
public interface Wording {
    /**
     * What is posted at once.
     *
     * @param id the same whenever the same events are put into words together, and never that of others
     * @param subject what it is about, for {@link #query}
     * @param body JSON
     */
    record Letter(String id, String subject, Buffer body) {}

    /** Letters one after the other; the next is asked for when the one before has been delivered. */
    interface Letters {
        /** Empty = that was all. */
        Future<Optional<Letter>> next();
    }

    /**
     * The letters that tell of some events, always cut in the same way.
     *
     * @param events of one group, ascending by id
     */
    Letters of(App app, List<Event> events);

    /** What is added to the URL's query: names and values, encoded, without a leading {@code ?} or {@code &}. */
    String query(App app, Letter letter, String secret, Instant now);
}
