package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static dev.seenby.storage.contract.TopicsContract.about;
import static dev.seenby.storage.contract.TopicsContract.id;
import static dev.seenby.storage.contract.TopicsContract.replyAbout;
import static dev.seenby.storage.contract.TopicsContract.stretch;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import dev.seenby.storage.Topics.Along;
import dev.seenby.storage.Topics.Moved;
import dev.seenby.storage.Topics.Stretch;
import dev.seenby.storage.Topics.Topic;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Topics} promises of messages that are moved. */
public interface TopicMovesContract {
    /** The record under test; may be the same for all tests. */
    Records records();

    @Test
    default void aMovedMessageKeepsItsPlaceItsReadersAndItsCounts() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Person carol = story.person("Carol");
        Room room = story.room("Kitchen", alice, bob, carol);
        List<Message> tea = sent(story, "tea", alice, room, 3);
        await(records().messages().edit(id(tea.get(0)), "Hello!", "{}", alice.id()));
        story.read(bob, tea.get(1));
        story.leave(room, carol);
        List<MessageFacts> facts = tea.stream().map(Message::facts).toList();
        List<Counts> counts = await(records().reads().counts(facts));
        List<Message> before = again(story, tea);

        Moved moved = await(topics().move(id(tea.get(1)), Along.ALL, "Cake"));

        assertThat(moved).isEqualTo(new Moved(ids(tea), 3));
        assertThat(again(story, tea))
                .isEqualTo(before.stream()
                        .map(m -> new Message(
                                m.facts(),
                                m.stringId(),
                                m.sentAt(),
                                m.text(),
                                m.payload(),
                                m.parent(),
                                "Cake",
                                m.updatedAt(),
                                m.edit()))
                        .toList());
        assertThat(await(records().reads().counts(facts))).isEqualTo(counts);
        assertThat(story.readers(facts.get(1), 10)).hasSize(2);
        assertThat(story.readBy(bob, facts.get(1).timeline())).containsExactly(new Positions(2, 2));
        Message next = story.send(about("tea", alice, room));
        assertThat(next.facts().timeline()).isEqualTo(facts.get(0).timeline());
        assertThat(next.facts().position()).isEqualTo(4);
    }

    @Test
    default void oneIsMovedOrThoseAfterItOrAll() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> tea = sent(story, "tea", alice, room, 6);
        Message other = story.send(about("other", alice, room));

        assertThat(await(topics().move(id(tea.get(1)), Along.NONE, "one")))
                .isEqualTo(new Moved(List.of(id(tea.get(1))), 1));
        assertThat(await(topics().move(id(tea.get(3)), Along.LATER, "later")))
                .isEqualTo(new Moved(ids(tea.subList(3, 6)), 3));

        Message first = tea.get(0);
        assertThat(stretches(room, "tea")).containsExactly(stretch(first, 1, 1), stretch(first, 3, 3));
        assertThat(stretches(room, "one")).containsExactly(stretch(first, 2, 2));
        assertThat(stretches(room, "later")).containsExactly(stretch(first, 4, 6));
        assertThat(await(topics().move(id(tea.get(2)), Along.ALL, "OTHER")).count())
                .isEqualTo(2);
        assertThat(stretches(room, "tea")).isEmpty();
        assertThat(stretches(room, "other"))
                .containsExactlyInAnyOrder(stretch(first, 1, 1), stretch(first, 3, 3), stretch(other, 1, 1));
        assertThat(names(room)).containsExactly("other", "later", "one");
    }

    @Test
    default void whatComesBackIsOneStretchAgain() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> tea = sent(story, "tea", alice, room, 4);
        List<Message> plain = story.send(alice, room, 3);

        await(topics().move(id(tea.get(2)), Along.NONE, "cake"));
        await(topics().move(id(plain.get(1)), Along.NONE, "tea"));
        assertThat(stretches(room, "tea"))
                .containsExactlyInAnyOrder(
                        stretch(tea.get(0), 1, 2), stretch(tea.get(0), 4, 4), stretch(plain.get(0), 2, 2));
        assertThat(stretches(room, Topics.NONE))
                .containsExactly(stretch(plain.get(0), 1, 1), stretch(plain.get(0), 3, 3));
        await(topics().move(id(tea.get(2)), Along.ALL, "TEA"));
        await(topics().move(id(plain.get(1)), Along.NONE, "(NO TOPIC)"));

        assertThat(stretches(room, "tea")).containsExactly(stretch(tea.get(0), 1, 4));
        assertThat(stretches(room, Topics.NONE)).containsExactly(stretch(plain.get(0), 1, 3));
        assertThat(again(story, plain)).isEqualTo(plain);
        assertThat(await(topics().of(room.id(), null, 10)))
                .containsExactly(new Topic(Topics.NONE, id(plain.get(2))), new Topic("tea", id(tea.get(3))));
    }

    @Test
    default void aTopicIsRenamedTwiceMergedAndFilledAnew() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> tea = sent(story, "tea", alice, room, 2);
        List<Message> cake = sent(story, "cake", alice, room, 2);

        await(topics().move(id(tea.get(0)), Along.ALL, "drinks"));
        await(topics().move(id(tea.get(1)), Along.ALL, "Hot drinks"));
        Message later = story.send(about("Tea", alice, room));
        await(topics().move(id(cake.get(0)), Along.ALL, "hot drinks"));

        assertThat(names(room)).containsExactly("Tea", "hot drinks");
        assertThat(stretches(room, "HOT DRINKS"))
                .containsExactlyInAnyOrder(stretch(tea.get(0), 1, 2), stretch(cake.get(0), 1, 2));
        assertThat(stretches(room, "tea")).containsExactly(stretch(later, 3, 3));
        assertThat(stretches(room, "drinks")).isEmpty();
        // All that stand under it now go together, wherever they were sent.
        assertThat(await(topics().move(id(tea.get(1)), Along.LATER, "cake")))
                .isEqualTo(new Moved(List.of(id(tea.get(1)), id(cake.get(0)), id(cake.get(1))), 3));
        assertThat(stretches(room, "hot drinks")).containsExactly(stretch(tea.get(0), 1, 1));
        assertThat(stretches(room, "cake"))
                .containsExactlyInAnyOrder(stretch(tea.get(0), 2, 2), stretch(cake.get(0), 1, 2));
    }

    @Test
    default void anotherSpellingOfTheSameTopicChangesTheSpellingAlone() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> tea = sent(story, "tea", alice, room, 3);

        assertThat(await(topics().move(id(tea.get(1)), Along.ALL, "Tea")).count())
                .isEqualTo(3);

        assertThat(again(story, tea)).extracting(Message::topic).containsOnly("Tea");
        assertThat(stretches(room, "tea")).containsExactly(stretch(tea.get(0), 1, 3));
        assertThat(names(room)).containsExactly("Tea");
    }

    @Test
    default void repliesOfAThreadAreMovedWithTheirTopic() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        Message tea = story.send(about("tea", alice, room));
        Message reply = story.send(replyAbout("tea", alice, tea, TimelineKey.thread(id(tea))));

        await(topics().move(id(tea), Along.ALL, "cake"));
        assertThat(stretches(room, "cake")).containsExactlyInAnyOrder(stretch(tea, 1, 1), stretch(reply, 1, 1));
        await(topics().move(id(reply), Along.NONE, Topics.NONE));

        assertThat(again(story, List.of(reply)).get(0).topic()).isNull();
        assertThat(stretches(room, Topics.NONE)).containsExactly(stretch(reply, 1, 1));
        assertThat(stretches(room, "cake")).containsExactly(stretch(tea, 1, 1));
    }

    @Test
    default void whatIsDeletedStaysWhereItWas() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> tea = sent(story, "tea", alice, room, 3);
        story.delete(tea.get(1));

        assertThat(await(topics().move(id(tea.get(0)), Along.ALL, "cake")))
                .isEqualTo(new Moved(List.of(id(tea.get(0)), id(tea.get(2))), 2));
        assertThat(names(room)).containsExactly("cake");
        StoryAssert.notFound(topics().move(id(tea.get(1)), Along.NONE, "cake"));
        StoryAssert.notFound(topics().move(PeopleContract.NOBODY, Along.ALL, "cake"));
    }

    @Test
    default void sendsAndMovesAtOnceLoseNothing() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> tea = sent(story, "tea", alice, room, 20);
        List<Future<Message>> sends = new ArrayList<>();
        List<Future<Moved>> moves = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            sends.add(records().messages().send(about("tea", alice, room)));
            moves.add(topics().move(id(tea.get(i)), i % 2 == 0 ? Along.ALL : Along.LATER, i % 3 == 0 ? "cake" : "jam"));
        }
        List<Message> all = new ArrayList<>(tea);
        all.addAll(Story.awaitAll(sends));
        Story.awaitAll(moves);

        List<Message> now = again(story, all);
        assertThat(now)
                .hasSize(40)
                .extracting(Message::facts)
                .isEqualTo(all.stream().map(Message::facts).toList());
        assertThat(now.subList(0, 20)).extracting(Message::topic).containsAnyOf("cake", "jam");
        // Each position stands under the topic that its message names.
        for (String topic : List.of("tea", "cake", "jam")) {
            List<Long> positions = new ArrayList<>();
            stretches(room, topic).forEach(stretch -> {
                for (long p = stretch.positions().first();
                        p <= stretch.positions().last();
                        p++) {
                    positions.add(p);
                }
            });
            assertThat(positions)
                    .containsExactlyElementsOf(now.stream()
                            .filter(m -> topic.equals(m.topic()))
                            .map(m -> m.facts().position())
                            .sorted()
                            .toList());
        }
    }

    @Test
    default void twoWhoRenameATopicAtOnceEachMoveAllOfIt() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> tea = sent(story, "tea", alice, room, 10);
        Future<Moved> one = topics().move(id(tea.get(0)), Along.ALL, "cake");
        Future<Moved> two = topics().move(id(tea.get(9)), Along.ALL, "jam");

        assertThat(await(one)).isEqualTo(new Moved(ids(tea), 10));
        assertThat(await(two)).isEqualTo(new Moved(ids(tea), 10));
        assertThat(names(room)).hasSize(1).containsAnyOf("cake", "jam");
        assertThat(stretches(room, names(room).get(0))).containsExactly(stretch(tea.get(0), 1, 10));
    }

    private Topics topics() {
        return records().topics();
    }

    private List<Stretch> stretches(Room room, String topic) {
        return await(topics().stretches(room.id(), topic));
    }

    private List<String> names(Room room) {
        return await(topics().of(room.id(), null, 100)).stream()
                .map(Topic::name)
                .toList();
    }

    private static List<Message> sent(Story story, String topic, Person sender, Room room, int howMany) {
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < howMany; i++) {
            sent.add(story.send(about(topic, sender, room)));
        }
        return sent;
    }

    private static List<Long> ids(List<Message> messages) {
        return messages.stream().map(TopicsContract::id).toList();
    }

    /** The same messages as they are now, in the same order. */
    private List<Message> again(Story story, List<Message> messages) {
        List<Message> found =
                new ArrayList<>(await(records().messages().byIds(story.app().sdkAppId(), ids(messages))));
        found.sort((a, b) ->
                Integer.compare(ids(messages).indexOf(id(a)), ids(messages).indexOf(id(b))));
        return found;
    }
}
