package dev.seenby.receipts;

import dev.seenby.storage.Inbox;
import dev.seenby.storage.Person;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** What people put on messages for themselves alone; their own clients are told. It makes nobody a reader. */
public final class Flagging {
    /** What storage takes at once. */
    private static final int AT_ONCE = 10_000;

    private final Inbox inbox;
    private final Telling telling;

    public Flagging(Inbox inbox, Telling telling) {
        this.inbox = inbox;
        this.telling = telling;
    }

    /**
     * Somebody puts a flag on messages, or takes it off. Doing it again changes nothing.
     *
     * @param messages ids that exist, of any number
     * @return those on which it was not before, or no longer is
     */
    public Future<Set<Long>> flag(Person person, Collection<Long> messages, Inbox.Flag flag, boolean on) {
        return telling.own(
                person.app(),
                person.id(),
                messages.size() <= AT_ONCE,
                () -> flag(person, new ArrayList<>(messages), 0, flag, on, new HashSet<>()),
                changed -> List.of(new Change.Flagged(
                        person.id(), flag, on, changed.stream().sorted().toList())));
    }

    private Future<Set<Long>> flag(
            Person person, List<Long> messages, int from, Inbox.Flag flag, boolean on, Set<Long> changed) {
        if (from >= messages.size()) {
            return Future.succeededFuture(changed);
        }
        int to = Math.min(messages.size(), from + AT_ONCE);
        return inbox.flag(person.id(), messages.subList(from, to), flag, on).compose(part -> {
            changed.addAll(part);
            return flag(person, messages, to, flag, on, changed);
        });
    }
}
