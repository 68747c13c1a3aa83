package dev.seenby.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.ReceiptIndex.Advance;
import dev.seenby.storage.ReceiptIndex.Answer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Seven people come, go, write and read at random; the index must say what looking at everybody says. */
class IndexHistoriesTest extends OnRedis {
    private static final long ROOM = 7;
    private static final long MAIN = 70;
    private static final long THREAD = 71;
    private static final int PEOPLE = 7;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void countsAreThoseOfTheRecordAfterEveryStep(int seed) throws Exception {
        Random random = new Random(seed);
        Chat chat = new Chat(ROOM, MAIN, THREAD);
        freshPartition(ROOM);
        buildAll(chat);
        for (int step = 0; step < 80; step++) {
            assertThat(ship(ROOM, act(chat, random), true).missed()).isZero();
            if (step % 25 == 24) {
                IndexUnit unit = chat.units().get(random.nextInt(3));
                get(index.drop(unit));
                build(unit, chat.entries(unit));
            }
            if (!chat.messages().isEmpty()) {
                Answer answer = count(chat.messages());
                assertThat(answer.counts()).as("seed %d, step %d", seed, step).isEqualTo(truth(chat));
                assertThat(answer.cold()).isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shipmentsMayBeLateTwiceOrLostAsLongAsTheLogIsFollowed(int seed) throws Exception {
        Random random = new Random(seed);
        Chat chat = new Chat(ROOM, MAIN, THREAD);
        freshPartition(ROOM);
        buildAll(chat);
        List<List<IndexChange>> log = new ArrayList<>();
        int followed = 0;
        for (int round = 0; round < 8; round++) {
            List<List<IndexChange>> live = new ArrayList<>();
            for (int step = 0; step < 12; step++) {
                List<IndexChange> changes = act(chat, random);
                log.add(changes);
                live.add(changes);
                if (random.nextInt(4) == 0) {
                    live.add(log.get(random.nextInt(log.size())));
                }
            }
            Collections.shuffle(live, random);
            for (List<IndexChange> changes : live.subList(random.nextInt(live.size()), live.size())) {
                ship(ROOM, changes, false);
            }
            List<IndexChange> tail = log.subList(followed, log.size()).stream()
                    .flatMap(List::stream)
                    .toList();
            assertThat(ship(ROOM, tail, true, Map.of(1L, new Advance(followed, log.size())))
                            .missed())
                    .isZero();
            followed = log.size();
            assertThat(cursor(ROOM)).isEqualTo(Map.of(1L, (long) followed));
            if (!chat.messages().isEmpty()) {
                assertThat(count(chat.messages()).counts())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(truth(chat));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void whatIsMissingFromTheLogIsNeverCountedWrong(int seed) throws Exception {
        Random random = new Random(seed);
        Chat chat = new Chat(ROOM, MAIN, THREAD);
        freshPartition(ROOM);
        buildAll(chat);
        // Everybody has a share of everything, so that whatever is lost later is found missing by the next change of
        // it.
        for (long person = 1; person <= PEOPLE; person++) {
            ship(ROOM, chat.join(person), true);
            ship(ROOM, chat.send(person, MAIN), true);
            ship(ROOM, chat.send(person, THREAD), true);
            ship(ROOM, chat.leave(person), true);
        }
        for (int step = 0; step < 30; step++) {
            List<IndexChange> changes = act(chat, random);
            if (random.nextInt(8) != 0) {
                ship(ROOM, changes, true);
            }
        }
        for (long person = 1; person <= PEOPLE; person++) {
            List<IndexChange> last = new ArrayList<>(chat.isMember(person) ? chat.leave(person) : chat.join(person));
            last.addAll(chat.send(person, MAIN));
            last.addAll(chat.send(person, THREAD));
            ship(ROOM, last, true);
        }
        List<Optional<Counts>> said = count(chat.messages()).counts();
        List<Optional<Counts>> truth = truth(chat);
        for (int i = 0; i < said.size(); i++) {
            if (said.get(i).isPresent()) {
                assertThat(said.get(i)).as("seed %d, message %d", seed, i).isEqualTo(truth.get(i));
            }
        }
        for (IndexUnit unit : count(chat.messages()).cold()) {
            build(unit, chat.entries(unit));
        }
        assertThat(count(chat.messages()).counts()).isEqualTo(truth);
    }

    private static List<IndexChange> act(Chat chat, Random random) {
        long person = 1 + random.nextInt(PEOPLE);
        long timeline = random.nextInt(3) == 0 ? THREAD : MAIN;
        long last = chat.lastPosition(timeline);
        long first = 1 + random.nextInt((int) last + 1);
        return switch (random.nextInt(10)) {
            case 0, 1 -> chat.isMember(person) ? chat.leave(person) : chat.join(person);
            case 2 -> chat.join(person);
            case 3, 4, 5 -> chat.send(person, timeline);
            case 6 -> chat.unmark(person, timeline, first, first + random.nextInt(3));
            default -> chat.mark(person, timeline, first, first + random.nextInt(6));
        };
    }
}
