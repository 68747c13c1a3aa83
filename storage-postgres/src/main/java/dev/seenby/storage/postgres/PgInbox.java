package dev.seenby.storage.postgres;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.InboxSearch;
import io.vertx.core.Future;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What messages are to one person. */
final class PgInbox implements Inbox {
    private final Database database;

    PgInbox(Database database) {
        this.database = database;
    }

    @Override
    public Future<Map<Long, Standing>> standings(long app, long person, Collection<Long> messages) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Long>> find(InboxSearch search) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Unread>> unread(long person, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Long>> unreadIn(long timeline, long person, long upTo, long after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Set<Long>> flag(long person, Collection<Long> messages, Flag flag, boolean on) {
        throw new UnsupportedOperationException();
    }
}
