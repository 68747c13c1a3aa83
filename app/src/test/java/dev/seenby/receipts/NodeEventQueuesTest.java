package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.EventQueues.Events;
import dev.seenby.storage.EventQueues.Gone;
import dev.seenby.storage.EventQueues.Queue;
import dev.seenby.storage.contract.EventQueuesContract;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class NodeEventQueuesTest implements EventQueuesContract {
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T10:00:00Z"));
    private final EventQueues queues = new NodeEventQueues(now::get);

    @Override
    public EventQueues queues() {
        return queues;
    }

    @Override
    public EventQueues elsewhere() {
        return queues;
    }

    @Override
    public void pass(Duration time) {
        now.updateAndGet(instant -> instant.plus(time));
    }

    @Override
    public void letActsRunOut(long app) {
        pass(EventQueues.LONGEST_ACT);
    }

    @Test
    void ofTooManyPeopleTheOneWhoseQueuesEndFirstMakesRoom() throws Exception {
        Queue first = open(1);
        pass(Duration.ofMillis(1));
        Queue second = open(2);
        for (long person = 3; person <= EventQueues.MOST_PEOPLE; person++) {
            open(person);
        }
        open(2, "again");
        pass(Duration.ofMillis(1));
        open(EventQueues.MOST_PEOPLE + 1L);

        assertThat(take(first)).isEqualTo(new Gone());
        assertThat(take(second)).isEqualTo(new Events(second, List.of()));
    }

    private Queue open(long person) throws Exception {
        return open(person, "q");
    }

    private Queue open(long person, String id) throws Exception {
        Queue queue = new Queue(id + person, 7, person, Set.of(), "{}", Duration.ofMinutes(10));
        queues.open(queue).await(20, TimeUnit.SECONDS);
        return queue;
    }

    private EventQueues.Taken take(Queue queue) throws Exception {
        return queues.take(queue.app(), queue.person(), queue.id(), -1, 10).await(20, TimeUnit.SECONDS);
    }
}
