package dev.seenby.limits;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.limits.Refused.Reason;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** Apps share a node with 64 places: Greedy and Greta want everything, Modesta next to nothing. */
class AdmissionTest {
    private static final int PLACES = 64;
    private static final long GREEDY = 1;
    private static final long GRETA = 2;
    private static final long MODESTA = 3;

    private final List<Reason> refused = new ArrayList<>();
    private final AtomicLong now = new AtomicLong();
    private final LimitMetrics metrics = new LimitMetrics() {
        @Override
        public void refused(boolean ceiling) {
            throw new AssertionError("admission counts nothing a second");
        }

        @Override
        public void countedAlone() {
            throw new AssertionError("admission asks nobody");
        }

        @Override
        public void turnedAway(Reason reason) {
            refused.add(reason);
        }
    };
    private final Admission admission = new Admission(PLACES, 100, metrics, now::get);

    private record Asked(Visit visit, Future<Void> entered) {
        boolean works() {
            return entered.succeeded();
        }

        boolean waits() {
            return !entered.isComplete();
        }

        Reason refusal() {
            return ((Refused) entered.cause()).reason();
        }
    }

    @Test
    void aloneAnAppGetsAQuarterOfThePlacesAndTheRestWaits() {
        List<Asked> greedy = ask(GREEDY, 16 + 256);

        assertThat(greedy.subList(0, 16)).allMatch(Asked::works);
        assertThat(greedy.subList(16, 272)).allMatch(Asked::waits);
        assertThat(admission.working()).isEqualTo(16);
        assertThat(admission.waiting()).isEqualTo(256);
        assertThat(refused).isEmpty();
    }

    @Test
    void whatIsMoreThanMayWaitIsRefusedAtOnce() {
        ask(GREEDY, 16 + 256);

        assertThat(ask(GREEDY).refusal()).isEqualTo(Reason.APP);
        assertThat(refused).containsExactly(Reason.APP);
    }

    @Test
    void oneThatAsksForLittleIsServedWhateverAnotherWants() {
        ask(GREEDY, 1_000);

        assertThat(ask(MODESTA, 4)).allMatch(Asked::works);
    }

    @Test
    void twoGreedyOnesComeToTheSameShare() {
        List<Asked> greedy = ask(GREEDY, 200);
        List<Asked> greta = ask(GRETA, 200);
        // Each of the calls that work ends, one after the other, for a while.
        for (int i = 0; i < 40; i++) {
            greedy.get(i).visit().leave();
            greta.get(i).visit().leave();
        }

        long ofGreedy = greedy.stream().skip(40).filter(Asked::works).count();
        long ofGreta = greta.stream().skip(40).filter(Asked::works).count();
        assertThat(Math.abs(ofGreedy - ofGreta)).isLessThanOrEqualTo(1);
        assertThat(ofGreedy).isBetween(10L, 11L);
    }

    @Test
    void whoWaitsIsNextWhenACallOfTheSameAppEndsInTheOrderOfComing() {
        List<Asked> greedy = ask(GREEDY, 18);
        assertThat(greedy.get(16).waits()).isTrue();

        greedy.get(3).visit().leave();

        assertThat(greedy.get(16).works()).isTrue();
        assertThat(greedy.get(17).waits()).isTrue();
        assertThat(admission.working()).isEqualTo(16);
    }

    @Test
    void whoHasWaitedForASecondIsRefused() {
        List<Asked> greedy = ask(GREEDY, 17);
        now.addAndGet(TimeUnit.SECONDS.toNanos(1));
        Asked later = ask(GREEDY);

        greedy.get(0).visit().leave();

        assertThat(greedy.get(16).refusal()).isEqualTo(Reason.APP);
        assertThat(later.works()).isTrue();
    }

    @Test
    void whoIsGivenUpWaitsNoMoreAndLeavesThePlaceInTheQueueToOthers() {
        List<Asked> greedy = ask(GREEDY, 16 + 256);
        RuntimeException gone = new RuntimeException("hung up");

        greedy.get(20).visit().giveUp(gone);

        assertThat(greedy.get(20).entered().cause()).isSameAs(gone);
        assertThat(admission.waiting()).isEqualTo(255);
        assertThat(ask(GREEDY).waits()).isTrue();
        assertThat(refused).as("it is no refusal").isEmpty();
    }

    @Test
    void whoIsGivenUpAtWorkKeepsThePlaceUntilItsWorkIsDone() {
        List<Asked> greedy = ask(GREEDY, 17);

        greedy.get(0).visit().giveUp(new RuntimeException("hung up"));

        assertThat(greedy.get(0).works()).isTrue();
        assertThat(greedy.get(16).waits()).isTrue();
        greedy.get(0).visit().leave();
        assertThat(greedy.get(16).works()).isTrue();
        greedy.get(16).visit().giveUp(new RuntimeException("hung up, too"));
        assertThat(greedy.get(16).works()).isTrue();
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void whoHasNotAskedYetCanBeGivenUpToo() {
        Visit visit = admission.arrived();
        visit.giveUp(new RuntimeException("hung up"));
        visit.leave();

        assertThat(admission.working()).isZero();
        assertThat(admission.waiting()).isZero();
    }

    @Test
    void whileEventLoopsAreLateAnAppOfWhichCallsAreRefusedHasFewerPlaces() {
        List<Asked> greedy = ask(GREEDY, 16);
        look(200, 40);
        assertThat(admission.headroom()).isEqualTo(1);
        ask(MODESTA);
        List<Asked> later = ask(GREEDY, 257);

        assertThat(later.subList(0, 256)).allMatch(Asked::waits);
        assertThat(later.get(256).refusal()).isEqualTo(Reason.APP);
        // From here on she is known to want too much: of those at work only the last is followed by another.
        greedy.subList(0, 15).forEach(call -> call.visit().leave());
        assertThat(later).noneMatch(Asked::works);
        greedy.get(15).visit().leave();
        assertThat(later.get(0).works()).isTrue();
        assertThat(ask(MODESTA, 10)).as("of whom nothing is refused").allMatch(Asked::works);

        look(0, 50);
        assertThat(ask(GREEDY).refusal()).as("while 255 wait").isEqualTo(Reason.APP);
        look(0, 50);
        assertThat(later.subList(1, 256)).as("after a second").allMatch(call -> call.refusal() == Reason.APP);
        List<Asked> more = ask(GREEDY, 17);
        assertThat(more.subList(0, 16)).as("behind the one at work").allMatch(Asked::waits);
        assertThat(more.get(16).refusal()).isEqualTo(Reason.APP);
    }

    @Test
    void theLastStepIsOneCallAtEachLook() {
        List<Asked> waiting = starved();
        hangUp(waiting.subList(2, 256));

        look(200, 1);
        assertThat(waiting.get(0).works()).isTrue();
        look(200, 1);
        assertThat(waiting.get(1).waits()).as("while the last is under way").isTrue();
        waiting.get(0).visit().leave();
        assertThat(waiting.get(1).waits()).as("until the next look").isTrue();
        assertThat(admission.working()).isEqualTo(1);
        assertThat(ask(GREEDY, 15)).as("though nothing is under way").allMatch(Asked::waits);
        assertThat(ask(GREEDY).refusal()).isEqualTo(Reason.APP);
        look(200, 1);
        assertThat(waiting.get(1).works()).isTrue();
        assertThat(ask(MODESTA, 10)).allMatch(Asked::works);
    }

    @Test
    void whoWaitsForTheNextLookCanHangUpAndThenNothingIsLeft() {
        List<Asked> waiting = starved();
        hangUp(waiting);

        look(200, 1);

        assertThat(waiting).noneMatch(Asked::works);
        assertThat(admission.waiting()).isZero();
        assertThat(ask(GREEDY).works()).as("as if she had never called").isTrue();
    }

    @Test
    void whoComesBeforeTheLookThatWakesOthersWaitsWithThem() {
        List<Asked> waiting = starved();
        hangUp(waiting.subList(1, 256));
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(900));
        Asked later = ask(GREEDY);
        // Modesta has not called for a second, and who is alone has all places.
        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(100));
        Asked last = ask(GREEDY);
        assertThat(List.of(later, last)).allMatch(Asked::waits);

        look(0, 1);

        assertThat(waiting.get(0).refusal()).as("after a second").isEqualTo(Reason.APP);
        assertThat(List.of(later, last)).allMatch(Asked::works);
    }

    @Test
    void inTimeForThreeSecondsThereIsAPlaceMore() {
        look(200, 70);
        assertThat(admission.headroom()).isZero();
        look(0, 299);
        assertThat(admission.headroom()).isZero();
        look(0, 1);
        assertThat(admission.headroom()).isEqualTo(1);
        look(0, 300);
        assertThat(admission.headroom()).isEqualTo(2);
        look(0, 300 * 20);
        assertThat(admission.headroom()).as("a quarter of all").isEqualTo(PLACES / 4);
    }

    /** Greedy's calls, none of which is under way, while there are no places for one like her; Modesta has one under way. */
    private List<Asked> starved() {
        List<Asked> greedy = ask(GREEDY, 16);
        look(200, 70);
        assertThat(admission.headroom()).isZero();
        ask(MODESTA);
        List<Asked> waiting = ask(GREEDY, 256);
        assertThat(ask(GREEDY).refusal()).isEqualTo(Reason.APP);
        greedy.forEach(call -> call.visit().leave());
        assertThat(waiting).allMatch(Asked::waits);
        assertThat(admission.working()).isEqualTo(1);
        return waiting;
    }

    @Test
    void howLateEventLoopsAreMattersOnlyIfOthersCall() {
        List<Asked> greedy = ask(GREEDY, 16);
        look(200, 70);
        assertThat(admission.headroom()).isZero();

        List<Asked> waiting = ask(GREEDY, 257);
        greedy.get(0).visit().leave();
        assertThat(waiting.get(0).works()).isTrue();
        assertThat(waiting.subList(1, 256)).allMatch(Asked::waits);
        assertThat(admission.working()).isEqualTo(16);
    }

    @Test
    void aFullNodeSaysSoToThoseWhoHaveNothing() {
        for (long app = 100; app < 100 + PLACES / 4; app++) {
            assertThat(ask(app, 4)).allMatch(Asked::works);
        }

        assertThat(ask(MODESTA).refusal()).isEqualTo(Reason.NODE);
        assertThat(ask(100).waits()).isTrue();
    }

    @Test
    void onAFullNodeAPlaceThatGetsFreeIsForThoseWhoHaveNothing() {
        List<Asked> first = new ArrayList<>();
        for (long app = 100; app < 100 + PLACES / 4; app++) {
            first.add(ask(app, 4).get(0));
        }
        Asked waits = ask(100);

        first.get(0).visit().leave();

        assertThat(waits.waits()).isTrue();
        assertThat(ask(MODESTA).works()).isTrue();
    }

    @Test
    void aCallThatOnlyWaitsForEventsIsNoWork() {
        Asked poll = ask(MODESTA);
        poll.visit().rests();

        assertThat(admission.working()).isZero();
        poll.visit().leave();
        assertThat(admission.working()).isZero();
    }

    @Test
    void leavingTwiceGivesBackOnce() {
        Asked one = ask(GREEDY);
        ask(GREEDY);

        one.visit().leave();
        one.visit().leave();

        assertThat(admission.working()).isEqualTo(1);
    }

    @Test
    void theBodiesOfAllCallsTogetherFitIntoWhatIsThereForThem() {
        Visit first = admission.arrived();
        Visit second = admission.arrived();

        assertThat(first.holds(60)).isTrue();
        assertThat(second.holds(40)).isTrue();
        assertThat(second.holds(1)).isFalse();
        assertThat(refused).containsExactly(Reason.BODIES);
        first.leave();
        assertThat(admission.bodies()).isEqualTo(40);
        assertThat(second.holds(60)).isTrue();
    }

    /** Whoever comes and goes: never more than there are places, and nobody with fewer than four is refused but by many. */
    @Property(tries = 300)
    void holdsItsPromises(@ForAll @Size(max = 400) List<@IntRange(min = -6, max = 12) Integer> acts) {
        Admission tested = new Admission(PLACES, 0, metrics, now::get);
        Map<Long, List<Asked>> calls = new HashMap<>();
        for (int act : acts) {
            long app = act > 6 ? act - 6 : Math.abs(act);
            List<Asked> own = calls.computeIfAbsent(app, any -> new ArrayList<>());
            if (act > 6) {
                // A client hangs up, whatever its call is at.
                own.stream().reduce((first, last) -> last).ifPresent(one -> one.visit()
                        .giveUp(new Refused(Reason.NODE)));
            } else if (act >= 0) {
                long before = own.stream().filter(Asked::works).count();
                Visit visit = tested.arrived();
                Asked asked = new Asked(visit, visit.enter(app));
                own.add(asked);
                // Six others can fill at most half of the places and four each: 32 + 24 < 64.
                assertThat(before >= Admission.EACH || asked.works()).isTrue();
            } else {
                own.stream().filter(Asked::works).findFirst().ifPresent(one -> {
                    own.remove(one);
                    one.visit().leave();
                });
            }
            long working = calls.values().stream()
                    .flatMap(List::stream)
                    .filter(Asked::works)
                    .count();
            assertThat(tested.working()).isEqualTo((int) working).isLessThanOrEqualTo(PLACES);
        }
        // All who are left go, and with them those whom that wakes: nothing is left over.
        for (List<Asked> own : calls.values()) {
            while (own.stream().anyMatch(Asked::works)) {
                Asked one = own.stream().filter(Asked::works).findFirst().orElseThrow();
                own.remove(one);
                one.visit().leave();
            }
        }
        assertThat(tested.working()).isZero();
        assertThat(tested.waiting()).isZero();
    }

    private static void hangUp(List<Asked> calls) {
        calls.forEach(call -> call.visit().giveUp(new RuntimeException("hung up")));
    }

    /** So many looks, each so much later than it should be. */
    private void look(int lateMillis, int times) {
        for (int i = 0; i < times; i++) {
            now.addAndGet(TimeUnit.MILLISECONDS.toNanos(Headroom.LOOK_MILLIS + lateMillis));
            admission.look();
        }
    }

    private Asked ask(long app) {
        return ask(app, 1).get(0);
    }

    private List<Asked> ask(long app, int times) {
        List<Asked> asked = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Visit visit = admission.arrived();
            asked.add(new Asked(visit, visit.enter(app)));
        }
        return asked;
    }
}
