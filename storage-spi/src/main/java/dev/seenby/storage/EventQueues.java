package dev.seenby.storage;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Queues of events that clients wait for. A queue belongs to one person and lives as long as somebody asks for it; any node
 * serves it.
 *
 * <p>Nothing may be missing from a queue that lives. So who is about to change something says so first ({@link #begin}) and tells
 * what happened when it is done ({@link #finish}). Of an act that was begun and not finished within {@link #LONGEST_ACT} nobody
 * knows what became: all queues of those it could concern are dropped, and their clients register anew. A queue opened while an
 * act is under way is told of it too; so whoever opens one reads what he starts from after that.
 */
public interface EventQueues {
    Duration LONGEST_ACT = Duration.ofSeconds(20);
    /** The most queues that a person may have; the one not asked for longest makes room for one more. */
    int MOST_OF_PERSON = 50;

    /** The most people of an app that may have queues; the one whose queues end first makes room for one more. */
    int MOST_PEOPLE = 100_000;

    /** A queue that holds more than this, or {@link #MOST_BYTES}, is dropped. */
    int MOST_EVENTS = 20_000;

    /** Of all events of a queue together. */
    int MOST_BYTES = 4 << 20;

    /**
     * @param id unguessable, of letters, digits, {@code -} and {@code _}
     * @param types of events that it takes, at most 100; empty = all
     * @param details what only the dialect knows, a JSON object of at most 16 KiB
     * @param idle how long it lives after it was last asked for, 1 s to 7 days
     */
    record Queue(String id, long app, long person, Set<String> types, String details, Duration idle) {
        public Queue {
            types = Set.copyOf(types);
        }
    }

    /**
     * @param id 0, 1, 2 … in each queue, without gaps
     * @param type as queues choose; of letters, digits, {@code -} and {@code _}
     * @param body what the dialect made of it, at most 1 MiB
     */
    record Event(long id, String type, String body) {}

    /** What {@link #take} found. */
    sealed interface Taken {}

    /** @param events oldest first; empty if there are none now */
    record Events(Queue queue, List<Event> events) implements Taken {
        public Events {
            events = List.copyOf(events);
        }
    }

    /** There is no such queue of this person, or no more. */
    record Gone() implements Taken {}

    /** Events after the one asked for have been thrown away already. @param newest id of the newest of those */
    record Pruned(long newest) implements Taken {}

    /** The event asked for never came to this queue. */
    record NeverThere() implements Taken {}

    /**
     * An event for some people.
     *
     * @param people storage ids of all whom it concerns, not only of those that {@link Begun} named: others may have opened a
     *     queue since. Those without queues are passed over
     */
    record Delivery(Set<Long> people, String type, String body) {
        public Delivery {
            people = Set.copyOf(people);
        }
    }

    /**
     * @param people who have queues now, of those asked about
     * @param act to be finished. An act is begun even if nobody has queues, because somebody may open one before it is over;
     *     null only if nobody was asked about
     */
    record Begun(Set<Long> people, @Nullable String act) {
        public Begun {
            people = Set.copyOf(people);
        }
    }

    /**
     * Which queues were given events or closed.
     *
     * @param number to ask from the next time
     * @param queues at most 10,000, more come the next time
     */
    record Changed(long number, Set<String> queues) {
        public Changed {
            queues = Set.copyOf(queues);
        }
    }

    /** Makes a queue, which is empty. If it is there already nothing happens. */
    Future<Void> open(Queue queue);

    /** Closes a queue. @return false if this person has none of that id */
    Future<Boolean> close(long app, long person, String queue);

    /**
     * Events of a queue, which lives on from now. Asking again in the same way gives the same events again, as long as nobody asks
     * for later ones.
     *
     * @param after id of the last event that the client has, which is thrown away with all before it; -1 = none
     * @param limit 1 to 1,000
     */
    Future<Taken> take(long app, long person, String queue, long after, int limit);

    /**
     * Something is about to happen that these people may have to be told of.
     *
     * @param people storage ids, at most 1,000; null = anybody in the app
     */
    Future<Begun> begin(long app, @Nullable Set<Long> people);

    /**
     * It happened, or did not. Who does not know which lets the act run out. So does who is told that this failed: repeating it
     * could tell some twice.
     *
     * @param act null = nothing was begun. One that has run out is no error: queues opened since are given the events
     * @param deliveries in the order in which each queue gets them; empty = nothing happened
     * @return the queues that were given events
     */
    Future<Set<String>> finish(long app, @Nullable String act, List<Delivery> deliveries);

    /**
     * It happened: asks once more who has queues of those whom it could concern, since somebody may have opened one after it began.
     * If nobody has, the act is over; otherwise it is to be finished. A queue opened later begins with what happened.
     *
     * @return storage ids. Fails with {@link StorageException.NotFound} if the act has run out
     */
    Future<Set<Long>> audience(long app, String act);

    /** Drops all queues of an app: something happened of which they could not be told. */
    Future<Void> dropAll(long app);

    /**
     * Queues that were given events, or that were closed or dropped one by one. To be asked at least once in half a minute: what
     * is older than a minute is forgotten. Of queues dropped with the whole app, or that nobody asked for in time, only
     * {@link #take} tells.
     *
     * @param since by app, the number that the last answer gave; 0 = from now on
     * @return for each of these apps
     */
    Future<Map<Long, Changed>> changed(Map<Long, Long> since);
}
