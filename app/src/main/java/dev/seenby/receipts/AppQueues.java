package dev.seenby.receipts;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.EventQueues.Begun;
import dev.seenby.storage.EventQueues.Changed;
import dev.seenby.storage.EventQueues.Delivery;
import dev.seenby.storage.EventQueues.Events;
import dev.seenby.storage.EventQueues.Gone;
import dev.seenby.storage.EventQueues.NeverThere;
import dev.seenby.storage.EventQueues.Pruned;
import dev.seenby.storage.EventQueues.Queue;
import dev.seenby.storage.EventQueues.Taken;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The queues of one app. For one thread at a time. */
final class AppQueues {
    private static final long CHANGE_MILLIS = 60_000;
    private static final int MOST_CHANGED = 10_000;

    private record Act(long deadline, @Nullable Set<Long> people) {}

    private record Change(long at, String queue) {}

    private final AtomicLong numbers;
    private final Map<String, HeldQueue> queues = new HashMap<>();
    private final Map<Long, Set<HeldQueue>> byPerson = new HashMap<>();
    private final TreeSet<HeldQueue> byEnd =
            new TreeSet<>(Comparator.comparingLong(HeldQueue::end).thenComparing(HeldQueue::id));
    /** Oldest first. */
    private final Map<String, Act> acts = new LinkedHashMap<>();

    private final NavigableMap<Long, Change> changes = new TreeMap<>();
    private final Map<String, Long> changeOf = new HashMap<>();
    private long now;

    /** @param numbers the newest number of a change */
    AppQueues(AtomicLong numbers) {
        this.numbers = numbers;
    }

    /** Comes first: it is so late now, and what is over by then goes. */
    void settle(long millis) {
        now = millis;
        while (!byEnd.isEmpty() && byEnd.first().end() <= now) {
            remove(byEnd.first());
        }
        while (!acts.isEmpty()) {
            Map.Entry<String, Act> oldest = acts.entrySet().iterator().next();
            if (oldest.getValue().deadline() > now) {
                break;
            }
            acts.remove(oldest.getKey());
            dropConcerned(oldest.getValue());
        }
        while (!changes.isEmpty() && changes.firstEntry().getValue().at() <= now - CHANGE_MILLIS) {
            changeOf.remove(changes.pollFirstEntry().getValue().queue());
        }
    }

    boolean isEmpty() {
        return queues.isEmpty() && acts.isEmpty() && changes.isEmpty();
    }

    void open(Queue queue) {
        if (queues.containsKey(queue.id())) {
            return;
        }
        Set<HeldQueue> own = byPerson.getOrDefault(queue.person(), Set.of());
        if (own.size() >= EventQueues.MOST_OF_PERSON) {
            own.stream().min(Comparator.comparingLong(HeldQueue::asked)).ifPresent(this::drop);
        } else if (own.isEmpty() && byPerson.size() >= EventQueues.MOST_PEOPLE) {
            firstToEnd();
        }
        HeldQueue held = new HeldQueue(queue, now);
        queues.put(queue.id(), held);
        byPerson.computeIfAbsent(queue.person(), p -> new HashSet<>()).add(held);
        byEnd.add(held);
    }

    /** Drops the queues of the person whose last one ends before all others' last ones. */
    private void firstToEnd() {
        byPerson.entrySet().stream()
                .min(Comparator.comparingLong(person -> person.getValue().stream()
                        .mapToLong(HeldQueue::end)
                        .max()
                        .orElse(0)))
                .map(Map.Entry::getKey)
                .ifPresent(this::dropOf);
    }

    boolean close(long person, String id) {
        HeldQueue queue = queues.get(id);
        if (queue == null || queue.person() != person) {
            return false;
        }
        drop(queue);
        return true;
    }

    Taken take(long person, String id, long after, int limit) {
        HeldQueue queue = queues.get(id);
        if (queue == null || queue.person() != person) {
            return new Gone();
        }
        if (after < queue.first() - 1) {
            return new Pruned(queue.first() - 1);
        }
        if (after >= queue.next()) {
            return new NeverThere();
        }
        queue.prune(after);
        byEnd.remove(queue);
        queue.askedFor(now);
        byEnd.add(queue);
        return new Events(queue.queue(), queue.oldest(limit));
    }

    Begun begin(@Nullable Set<Long> people) {
        String act = UUID.randomUUID().toString();
        acts.put(act, new Act(now + EventQueues.LONGEST_ACT.toMillis(), people == null ? null : Set.copyOf(people)));
        return new Begun(withQueues(people), act);
    }

    /** @param people null = anybody */
    private Set<Long> withQueues(@Nullable Set<Long> people) {
        if (people == null) {
            return Set.copyOf(byPerson.keySet());
        }
        Set<Long> there = new HashSet<>(people);
        there.retainAll(byPerson.keySet());
        return there;
    }

    /** Ends the act if it is nobody. @return empty if the act has run out */
    Optional<Set<Long>> audience(String id) {
        Act act = acts.get(id);
        if (act == null) {
            return Optional.empty();
        }
        Set<Long> audience = withQueues(act.people());
        if (audience.isEmpty()) {
            acts.remove(id);
        }
        return Optional.of(audience);
    }

    Set<String> finish(@Nullable String act, List<Delivery> deliveries) {
        Set<String> given = new HashSet<>();
        for (Delivery delivery : deliveries) {
            int bytes = delivery.body().getBytes(StandardCharsets.UTF_8).length;
            for (long person : delivery.people()) {
                for (HeldQueue queue : Set.copyOf(byPerson.getOrDefault(person, Set.of()))) {
                    if (!queue.takes(delivery.type())) {
                        continue;
                    }
                    if (queue.give(delivery.type(), delivery.body(), bytes)) {
                        given.add(queue.id());
                    } else {
                        drop(queue);
                        given.remove(queue.id());
                    }
                }
            }
        }
        given.forEach(this::mark);
        if (act != null) {
            acts.remove(act);
        }
        return given;
    }

    void dropAll() {
        queues.clear();
        byPerson.clear();
        byEnd.clear();
    }

    Changed changed(long since) {
        Set<String> changed = new HashSet<>();
        if (since == 0) {
            return new Changed(numbers.get(), changed);
        }
        for (Map.Entry<Long, Change> change : changes.tailMap(since, false).entrySet()) {
            changed.add(change.getValue().queue());
            if (changed.size() == MOST_CHANGED) {
                return new Changed(change.getKey(), changed);
            }
        }
        return new Changed(numbers.get(), changed);
    }

    private void dropConcerned(Act act) {
        if (act.people() == null) {
            dropAll();
        } else {
            act.people().forEach(this::dropOf);
        }
    }

    private void dropOf(long person) {
        Set.copyOf(byPerson.getOrDefault(person, Set.of())).forEach(this::drop);
    }

    private void drop(HeldQueue queue) {
        remove(queue);
        mark(queue.id());
    }

    private void remove(HeldQueue queue) {
        queues.remove(queue.id());
        byEnd.remove(queue);
        byPerson.computeIfPresent(queue.person(), (person, own) -> {
            own.remove(queue);
            return own.isEmpty() ? null : own;
        });
    }

    private void mark(String queue) {
        long number = numbers.incrementAndGet();
        Long before = changeOf.put(queue, number);
        if (before != null) {
            changes.remove(before);
        }
        changes.put(number, new Change(now, queue));
    }
}
