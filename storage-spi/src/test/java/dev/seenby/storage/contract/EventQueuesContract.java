package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.EventQueues;
import dev.seenby.storage.EventQueues.Begun;
import dev.seenby.storage.EventQueues.Changed;
import dev.seenby.storage.EventQueues.Delivery;
import dev.seenby.storage.EventQueues.Event;
import dev.seenby.storage.EventQueues.Events;
import dev.seenby.storage.EventQueues.Gone;
import dev.seenby.storage.EventQueues.NeverThere;
import dev.seenby.storage.EventQueues.Pruned;
import dev.seenby.storage.EventQueues.Queue;
import dev.seenby.storage.EventQueues.Taken;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What {@link EventQueues} promises. */
public interface EventQueuesContract {
    long ALICE = 11;
    long BOB = 12;
    long CAROL = 13;

    EventQueues queues();

    /** Another node's, of the same queues. */
    EventQueues elsewhere();

    /** Comes back when so much time has passed by the queues' clock. */
    void pass(Duration time) throws Exception;

    /** Makes the app's acts as old as they may get; all else stays as young as it is, or becomes only as old as that. */
    void letActsRunOut(long app) throws Exception;

    @Test
    default void eventsComeInOrderUntilTheyAreAcknowledged() {
        long app = newApp();
        Queue queue = open(app, ALICE);
        assertThat(take(queue, -1)).isEqualTo(new Events(queue, List.of()));
        assertThat(give(app, Set.of(ALICE, CAROL), "message", "a", "b\nß\u0000", ""))
                .containsExactly(queue.id());

        Events all = new Events(queue, events("message", 0, "a", "b\nß\u0000", ""));
        assertThat(take(queue, -1)).isEqualTo(all);
        assertThat(await(elsewhere().take(app, ALICE, queue.id(), -1, 2)))
                .isEqualTo(new Events(queue, all.events().subList(0, 2)));
        assertThat(take(queue, 1)).isEqualTo(new Events(queue, all.events().subList(2, 3)));
        assertThat(take(queue, 1))
                .as("asked again")
                .isEqualTo(new Events(queue, all.events().subList(2, 3)));

        assertThat(take(queue, -1)).isEqualTo(new Pruned(1));
        assertThat(take(queue, 0)).isEqualTo(new Pruned(1));
        assertThat(take(queue, 3)).isEqualTo(new NeverThere());
        assertThat(take(queue, 2)).isEqualTo(new Events(queue, List.of()));
        give(app, Set.of(ALICE), "message", "d");
        assertThat(take(queue, 2)).isEqualTo(new Events(queue, events("message", 3, "d")));
        assertThat(take(queue, 3)).isEqualTo(new Events(queue, List.of()));
    }

    @Test
    default void aFreshQueueHasNoEventToAcknowledge() {
        Queue queue = open(newApp(), ALICE);
        assertThat(take(queue, 0)).isEqualTo(new NeverThere());
        assertThat(take(queue, Long.MAX_VALUE >> 12)).isEqualTo(new NeverThere());
    }

    @Test
    default void aQueueTakesOnlyItsTypes() {
        long app = newApp();
        Queue flags = open(new Queue(newId(), app, ALICE, Set.of("flags", "typing"), "{\"ä\":1}", Duration.ofDays(7)));
        Queue all = open(app, ALICE);

        assertThat(give(app, Set.of(ALICE), "message", "m")).containsExactly(all.id());
        assertThat(give(app, Set.of(ALICE), "flag", "f")).containsExactly(all.id());
        assertThat(give(app, Set.of(ALICE), "flags", "g")).containsExactlyInAnyOrder(all.id(), flags.id());

        assertThat(take(flags, -1)).isEqualTo(new Events(flags, events("flags", 0, "g")));
        assertThat(((Events) take(all, -1)).events())
                .extracting(Event::type)
                .containsExactly("message", "flag", "flags");
    }

    @Test
    default void openingAgainWhatIsThereLosesNothing() {
        long app = newApp();
        Queue queue = open(app, ALICE);
        give(app, Set.of(ALICE), "message", "a");
        open(queue);
        assertThat(take(queue, -1)).isEqualTo(new Events(queue, events("message", 0, "a")));
    }

    @Test
    default void nobodyHasAnotherPersonsOrAnotherAppsQueue() {
        long app = newApp();
        Queue queue = open(app, ALICE);
        assertThat(await(queues().take(app, BOB, queue.id(), -1, 10))).isEqualTo(new Gone());
        assertThat(await(queues().take(newApp(), ALICE, queue.id(), -1, 10))).isEqualTo(new Gone());
        assertThat(await(queues().close(app, BOB, queue.id()))).isFalse();
        assertThat(await(queues().close(newApp(), ALICE, queue.id()))).isFalse();
        assertThat(await(queues().close(app, ALICE, newId()))).isFalse();
        assertThat(give(newApp(), Set.of(ALICE), "message", "a")).isEmpty();
        assertThat(take(queue, -1)).isEqualTo(new Events(queue, List.of()));

        assertThat(await(elsewhere().close(app, ALICE, queue.id()))).isTrue();
        assertThat(await(queues().close(app, ALICE, queue.id()))).isFalse();
        assertThat(take(queue, -1)).isEqualTo(new Gone());
        assertThat(give(app, Set.of(ALICE), "message", "a")).isEmpty();
    }

    @Test
    default void aQueueThatNobodyAsksForEnds() throws Exception {
        long app = newApp();
        Queue quick = open(new Queue(newId(), app, ALICE, Set.of(), "{}", Duration.ofSeconds(1)));
        Queue slow = open(app, BOB);

        pass(Duration.ofSeconds(1));

        assertThat(await(queues().begin(app, null)).people()).containsExactly(BOB);
        assertThat(give(app, Set.of(ALICE, BOB), "message", "a")).containsExactly(slow.id());
        assertThat(take(quick, -1)).isEqualTo(new Gone());
        assertThat(take(slow, -1)).isEqualTo(new Events(slow, events("message", 0, "a")));
    }

    @Test
    default void whoHasQueuesIsToldWhenAnActBegins() {
        long app = newApp();
        open(app, ALICE);
        open(app, BOB);
        Queue second = open(app, BOB);

        assertThat(await(queues().begin(app, null)).people()).containsExactlyInAnyOrder(ALICE, BOB);
        assertThat(await(queues().begin(app, Set.of(BOB, CAROL))).people()).containsExactly(BOB);
        await(queues().close(app, BOB, second.id()));
        assertThat(await(queues().begin(app, Set.of(BOB))).people()).containsExactly(BOB);
        assertThat(await(queues().begin(app, Set.of()))).isEqualTo(new Begun(Set.of(), null));
        assertThat(await(queues().begin(newApp(), null)).people()).isEmpty();
    }

    @Test
    default void anActThatNobodyFinishedCostsThoseTheirQueuesWhomItCouldConcern() throws Exception {
        long app = newApp();
        Queue alices = open(app, ALICE);
        Queue bobs = open(app, BOB);
        String finished = await(queues().begin(app, null)).act();
        await(elsewhere().finish(app, finished, List.of()));
        Begun lost = await(queues().begin(app, Set.of(ALICE, CAROL)));
        Queue carols = open(app, CAROL);

        letActsRunOut(app);

        assertThat(take(bobs, -1)).isEqualTo(new Events(bobs, List.of()));
        assertThat(take(alices, -1)).isEqualTo(new Gone());
        assertThat(take(carols, -1)).as("opened meanwhile").isEqualTo(new Gone());
        Queue anew = open(app, ALICE);
        Delivery late = new Delivery(Set.of(ALICE), "message", "late");
        assertThat(await(queues().finish(app, lost.act(), List.of(late)))).containsExactly(anew.id());
        assertThat(take(anew, -1)).isEqualTo(new Events(anew, events("message", 0, "late")));
    }

    @Test
    default void aLostActThatCouldConcernAnybodyCostsAllQueuesOfTheApp() throws Exception {
        long app = newApp();
        Queue alices = open(app, ALICE);
        Queue inAnotherApp = open(newApp(), ALICE);
        await(queues().begin(app, null));
        Queue bobs = open(app, BOB);

        letActsRunOut(app);

        assertThat(take(alices, -1)).isEqualTo(new Gone());
        assertThat(take(bobs, -1)).isEqualTo(new Gone());
        assertThat(take(inAnotherApp, -1)).isEqualTo(new Events(inAnotherApp, List.of()));
        Queue anew = open(app, BOB);
        assertThat(take(anew, -1)).isEqualTo(new Events(anew, List.of()));
    }

    @Test
    default void whoCameWhileAnActWasUnderWayIsKnownWhenItHasHappened() throws Exception {
        long app = newApp();
        String ofAliceAndBob = await(queues().begin(app, Set.of(ALICE, BOB))).act();
        String ofAnybody = await(queues().begin(app, null)).act();
        Queue alices = open(app, ALICE);
        Queue carols = open(app, CAROL);

        assertThat(await(elsewhere().audience(app, ofAliceAndBob))).containsExactly(ALICE);
        assertThat(await(queues().audience(app, ofAliceAndBob))).as("not over").containsExactly(ALICE);
        assertThat(await(queues().audience(app, ofAnybody))).containsExactlyInAnyOrder(ALICE, CAROL);
        await(queues().finish(app, ofAliceAndBob, List.of()));
        await(queues().finish(app, ofAnybody, List.of(new Delivery(Set.of(CAROL), "message", "tea"))));

        letActsRunOut(app);

        assertThat(take(alices, -1)).isEqualTo(new Events(alices, List.of()));
        assertThat(take(carols, -1)).isEqualTo(new Events(carols, events("message", 0, "tea")));
    }

    @Test
    default void anActIsOverWhenNobodyCameWhomItConcerns() throws Exception {
        long app = newApp();
        String ofAlice = await(queues().begin(app, Set.of(ALICE))).act();
        Queue bobs = open(app, BOB);

        assertThat(await(elsewhere().audience(app, ofAlice))).isEmpty();

        Queue alices = open(app, ALICE);
        letActsRunOut(app);
        assertThat(take(alices, -1)).isEqualTo(new Events(alices, List.of()));
        assertThat(take(bobs, -1)).isEqualTo(new Events(bobs, List.of()));
        StoryAssert.notFound(queues().audience(app, ofAlice));
    }

    @Test
    default void whoCameIsNotKnownOnceAnActHasRunOut() throws Exception {
        long app = newApp();
        String lost = await(queues().begin(app, null)).act();
        open(app, ALICE);

        letActsRunOut(app);

        StoryAssert.notFound(elsewhere().audience(app, lost));
    }

    @Test
    default void allQueuesOfAnAppCanBeDropped() {
        long app = newApp();
        Queue alices = open(app, ALICE);
        Queue inAnotherApp = open(newApp(), ALICE);
        await(queues().dropAll(app));
        assertThat(take(alices, -1)).isEqualTo(new Gone());
        assertThat(await(queues().begin(app, null)).people()).isEmpty();
        assertThat(take(inAnotherApp, -1)).isEqualTo(new Events(inAnotherApp, List.of()));
    }

    @Test
    default void theQueueNotAskedForLongestMakesRoom() throws Exception {
        long app = newApp();
        List<Queue> all = new ArrayList<>();
        for (int i = 0; i < EventQueues.MOST_OF_PERSON; i++) {
            // The one that lives longest is nevertheless the one that was asked for longest ago.
            Duration idle = Duration.ofDays(i == 1 ? 7 : 1);
            all.add(open(new Queue(newId(), app, ALICE, Set.of(), "{}", idle)));
        }
        pass(Duration.ofMillis(20));
        for (Queue queue : all) {
            if (queue != all.get(1)) {
                take(queue, -1);
            }
        }
        pass(Duration.ofMillis(20));
        Queue more = open(app, ALICE);

        assertThat(take(all.get(1), -1)).isEqualTo(new Gone());
        all.set(1, more);
        assertThat(all).allSatisfy(queue -> assertThat(take(queue, -1)).isEqualTo(new Events(queue, List.of())));
    }

    @Test
    default void aQueueWithTooManyEventsIsDropped() {
        long app = newApp();
        Queue full = open(app, ALICE);
        for (int from = 0; from < EventQueues.MOST_EVENTS; from += 2_000) {
            give(app, Set.of(ALICE), "message", bodies(from, from + 2_000));
        }
        assertThat(take(full, EventQueues.MOST_EVENTS - 1 - 10))
                .isInstanceOfSatisfying(
                        Events.class, taken -> assertThat(taken.events()).hasSize(10));
        give(app, Set.of(ALICE), "message", bodies(0, EventQueues.MOST_EVENTS - 10));
        assertThat(take(full, EventQueues.MOST_EVENTS - 1 - 10)).isInstanceOf(Events.class);

        assertThat(give(app, Set.of(ALICE), "message", "one more")).isEmpty();
        assertThat(take(full, EventQueues.MOST_EVENTS)).isEqualTo(new Gone());
    }

    @Test
    default void aQueueWithTooManyBytesIsDropped() {
        long app = newApp();
        Queue full = open(app, ALICE);
        String quarter = "ß".repeat(EventQueues.MOST_BYTES / 8);
        give(app, Set.of(ALICE), "message", quarter, quarter, quarter, quarter);
        assertThat(take(full, 0)).isEqualTo(new Events(full, events("message", 1, quarter, quarter, quarter)));
        give(app, Set.of(ALICE), "message", quarter);
        assertThat(((Events) take(full, 0)).events()).hasSize(4);

        assertThat(give(app, Set.of(ALICE), "message", "x")).isEmpty();
        assertThat(take(full, 0)).isEqualTo(new Gone());
    }

    @Test
    default void manyPeopleAreGivenManyEvents() {
        long app = newApp();
        List<Queue> all = new ArrayList<>();
        for (long person = 1; person <= 1_200; person++) {
            all.add(new Queue(newId(), app, person, Set.of(), "{}", Duration.ofMinutes(10)));
        }
        await(Future.all(all.stream().map(queue -> queues().open(queue)).toList()));
        Begun begun = await(queues().begin(app, null));
        assertThat(begun.people()).hasSize(1_200);
        List<Delivery> deliveries = List.of(
                new Delivery(begun.people(), "message", "a"),
                new Delivery(begun.people(), "message", "b".repeat(5_000)),
                new Delivery(begun.people(), "message", "c"));
        assertThat(await(queues().finish(app, begun.act(), deliveries))).hasSize(1_200);
        List<Event> expected = events("message", 0, "a", "b".repeat(5_000), "c");
        for (Queue queue : all) {
            assertThat(take(queue, -1)).isEqualTo(new Events(queue, expected));
        }
    }

    @Test
    default void whatIsGivenWhileItIsTakenComesOnceAndInOrder() {
        long app = newApp();
        Queue queue = open(app, ALICE);
        int senders = 4;
        int each = 150;
        List<Future<Void>> sending = new ArrayList<>();
        for (int sender = 0; sender < senders; sender++) {
            sending.add(send(sender % 2 == 0 ? queues() : elsewhere(), app, sender, 0, each));
        }
        List<Event> got = new ArrayList<>();
        for (int asked = 0; got.size() < senders * each && asked < 100_000; asked++) {
            EventQueues node = asked % 2 == 0 ? queues() : elsewhere();
            Events taken = (Events) await(node.take(app, ALICE, queue.id(), got.size() - 1, 7));
            got.addAll(taken.events());
        }
        await(Future.all(sending));

        assertThat(got)
                .extracting(Event::id)
                .containsExactlyElementsOf(IntStream.range(0, senders * each)
                        .mapToObj(i -> (long) i)
                        .toList());
        for (int sender = 0; sender < senders; sender++) {
            String mine = sender + ":";
            assertThat(got.stream().map(Event::body).filter(body -> body.startsWith(mine)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, each).mapToObj(i -> mine + i).toList());
        }
    }

    @Test
    default void nodesLearnWhichQueuesChanged() {
        long app = newApp();
        long quiet = newApp();
        Queue alices = open(app, ALICE);
        Queue bobs = open(app, BOB);
        give(app, Set.of(ALICE), "message", "before");
        Map<Long, Changed> start = await(elsewhere().changed(Map.of(app, 0L, quiet, 0L)));
        assertThat(start.keySet()).containsExactlyInAnyOrder(app, quiet);
        assertThat(start.values()).allMatch(changed -> changed.queues().isEmpty() && changed.number() > 0);

        give(app, Set.of(ALICE), "message", "a");
        Changed first = changed(app, start.get(app).number());
        assertThat(first.queues()).containsExactly(alices.id());
        assertThat(changed(app, first.number()).queues()).isEmpty();

        give(app, Set.of(ALICE, BOB), "message", "b");
        await(queues().close(app, BOB, bobs.id()));
        assertThat(changed(app, first.number()).queues()).containsExactlyInAnyOrder(alices.id(), bobs.id());
        assertThat(changed(app, start.get(app).number()).queues()).containsExactlyInAnyOrder(alices.id(), bobs.id());
        assertThat(changed(quiet, start.get(quiet).number()).queues()).isEmpty();
        Queue inQuiet = open(quiet, ALICE);
        give(quiet, Set.of(ALICE), "message", "c");
        assertThat(changed(quiet, start.get(quiet).number()).queues()).containsExactly(inQuiet.id());
    }

    private Changed changed(long app, long since) {
        Changed answer = await(elsewhere().changed(Map.of(app, since))).get(app);
        assertThat(answer).isNotNull();
        return answer;
    }

    private static Future<Void> send(EventQueues node, long app, int sender, int from, int to) {
        if (from == to) {
            return Future.succeededFuture();
        }
        Delivery delivery = new Delivery(Set.of(ALICE), "message", sender + ":" + from);
        return node.begin(app, Set.of(ALICE))
                .compose(begun -> node.finish(app, begun.act(), List.of(delivery)))
                .compose(v -> send(node, app, sender, from + 1, to));
    }

    private Queue open(long app, long person) {
        return open(new Queue(newId(), app, person, Set.of(), "{}", Duration.ofMinutes(10)));
    }

    private Queue open(Queue queue) {
        await(queues().open(queue));
        return queue;
    }

    private Taken take(Queue queue, long after) {
        return await(queues().take(queue.app(), queue.person(), queue.id(), after, 1_000));
    }

    private Set<String> give(long app, Set<Long> people, String type, String... bodies) {
        List<Delivery> deliveries = new ArrayList<>();
        for (String body : bodies) {
            deliveries.add(new Delivery(people, type, body));
        }
        return await(queues().finish(app, null, deliveries));
    }

    private static List<Event> events(String type, long first, String... bodies) {
        List<Event> events = new ArrayList<>();
        for (String body : bodies) {
            events.add(new Event(first + events.size(), type, body));
        }
        return events;
    }

    private static String[] bodies(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toArray(String[]::new);
    }

    private static long newApp() {
        return ThreadLocalRandom.current().nextLong(1, 4_000_000_000L);
    }

    private static String newId() {
        return UUID.randomUUID().toString();
    }
}
