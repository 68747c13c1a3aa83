package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.storage.Topics;
import dev.seenby.storage.Topics.Stretch;
import dev.seenby.storage.Topics.Topic;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What {@link Topics} promises of what stands under them; of moves see {@link TopicMovesContract}. */
public interface TopicsContract extends TopicMovesContract {
    @Test
    default void topicsAreListedWithTheNewestFirstAsTheirNewestMessagesSpellThem() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        assertThat(await(topics().of(room.id(), null, 10))).isEmpty();
        story.send(about("tea", alice, room));
        Message cake = story.send(about("Cake", alice, room));
        Message plain = story.send(alice, room);
        Message tea = story.send(about("TEA", alice, room));
        Message gift = story.send(about("ÄPFEL", alice, room));
        Message apples = story.send(about("äpfel", alice, room));
        assertThat(gift.facts().timeline()).isEqualTo(apples.facts().timeline());

        assertThat(await(topics().of(room.id(), null, 10)))
                .containsExactly(
                        new Topic("äpfel", id(apples)),
                        new Topic("TEA", id(tea)),
                        new Topic(Topics.NONE, id(plain)),
                        new Topic("Cake", id(cake)));
        assertThat(await(topics().of(room.id(), null, 2)))
                .extracting(Topic::name)
                .containsExactly("äpfel", "TEA");
    }

    @Test
    default void bobSeesTheTopicsOfWhatHeReceivedAlone() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Kitchen", alice);
        story.send(about("before", alice, room));
        story.send(about("tea", alice, room));
        story.join(room, bob);
        Message received = story.send(about("tea", alice, room));
        Message hello = story.send(alice, room);
        story.leave(room, bob);
        story.send(about("between", alice, room));
        story.send(about("Tea", alice, room));
        Message cake = story.send(about("cake", bob, room));
        story.send(about("cake", alice, room));
        story.join(room, bob);

        assertThat(await(topics().of(room.id(), bob.id(), 10)))
                .containsExactly(
                        new Topic("cake", id(cake)), new Topic(Topics.NONE, id(hello)), new Topic("tea", id(received)));
        assertThat(await(topics().first(room.id(), "TEA", bob.id()))).contains(id(received));
        assertThat(await(topics().first(room.id(), "cake", bob.id()))).contains(id(cake));
        assertThat(await(topics().first(room.id(), "before", bob.id()))).isEmpty();
        assertThat(await(topics().of(room.id(), alice.id(), 10))).hasSize(5);
        assertThat(await(topics().of(room.id(), story.person("Carol").id(), 10)))
                .isEmpty();

        Message later = story.send(about("between", alice, room));
        assertThat(await(topics().of(room.id(), bob.id(), 1))).containsExactly(new Topic("between", id(later)));
        assertThat(await(topics().first(room.id(), "between", bob.id()))).contains(id(later));
    }

    @Test
    default void theFirstOfATopicIsItsOldestThatIsStillThere() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        Message plain = story.send(alice, room);
        Message first = story.send(about("tea", alice, room));
        Message second = story.send(about("tea", alice, room));

        assertThat(await(topics().first(room.id(), "Tea", null))).contains(id(first));
        assertThat(await(topics().first(room.id(), "(NO topic)", null))).contains(id(plain));
        assertThat(await(topics().first(room.id(), "cake", null))).isEmpty();
        story.delete(first);
        assertThat(await(topics().first(room.id(), "tea", null))).contains(id(second));
        assertThat(await(topics().first(room.id(), "tea", alice.id()))).contains(id(second));
    }

    @Test
    default void deletedMessagesAndRoomsHaveNoTopics() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        Message tea = story.send(about("tea", alice, room));
        story.delete(story.send(about("TEA", alice, room)));
        story.delete(story.send(about("cake", alice, room)));

        assertThat(await(topics().of(room.id(), null, 10))).containsExactly(new Topic("tea", id(tea)));
        assertThat(await(topics().of(room.id(), alice.id(), 10))).containsExactly(new Topic("tea", id(tea)));
        story.delete(room);
        assertThat(await(topics().of(room.id(), null, 10))).isEmpty();
        assertThat(await(topics().of(room.id(), alice.id(), 10))).isEmpty();
        assertThat(await(topics().first(room.id(), "tea", null))).isEmpty();
        assertThat(await(topics().first(room.id(), "tea", alice.id()))).isEmpty();
        assertThat(await(topics().stretches(room.id(), "tea"))).isEmpty();
        StoryAssert.notFound(topics().move(id(tea), Topics.Along.ALL, "cake"));
    }

    @Test
    default void topicsOfTheSameNameInOtherRoomsAndAppsAreOthers() {
        Story story = Story.begin(records());
        Story elsewhere = Story.begin(records());
        Person alice = story.person("Alice");
        Person carol = elsewhere.person("Carol");
        Room kitchen = story.room("Kitchen", alice);
        Room garden = story.room("Garden", alice);
        Room far = elsewhere.room("Kitchen", carol);
        Message here = story.send(about("tea", alice, kitchen));
        Message outside = story.send(about("tea", alice, garden));
        Message there = story.send(about("tea", carol, far));

        await(topics().move(id(here), Topics.Along.ALL, "cake"));

        assertThat(await(topics().of(kitchen.id(), null, 10))).containsExactly(new Topic("cake", id(here)));
        assertThat(await(topics().of(garden.id(), null, 10))).containsExactly(new Topic("tea", id(outside)));
        assertThat(await(topics().of(far.id(), null, 10))).containsExactly(new Topic("tea", id(there)));
        assertThat(await(topics().stretches(garden.id(), "tea"))).containsExactly(stretch(outside, 1, 1));
        assertThat(await(topics().of(PeopleContract.NOBODY, null, 10))).isEmpty();
        assertThat(await(topics().stretches(PeopleContract.NOBODY, Topics.NONE)))
                .isEmpty();
    }

    @Test
    default void anUntouchedTopicIsItsTimelineAndNoneIsTheMainFlowsAndThreadsUnderThem() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        List<Message> plain = story.send(alice, room, 3);
        story.delete(plain.get(1));
        Message silent = story.send(Story.newMessage(alice, room, TimelineKey.SILENT));
        Message tea = story.send(about("tea", alice, room));
        story.send(about("Tea", alice, room));
        Message reply = story.send(ThreadsContract.reply(alice, plain.get(0)));

        assertThat(await(topics().stretches(room.id(), "TEA"))).containsExactly(stretch(tea, 1, 2));
        assertThat(await(topics().stretches(room.id(), "(No Topic)")))
                .containsExactlyInAnyOrder(stretch(plain.get(0), 1, 3), stretch(silent, 1, 1), stretch(reply, 1, 1));
        assertThat(await(topics().stretches(room.id(), "cake"))).isEmpty();
    }

    @Test
    default void repliesStandUnderTheTopicTheyWereSentWith() {
        Story story = Story.begin(records());
        Person alice = story.person("Alice");
        Room room = story.room("Kitchen", alice);
        Message tea = story.send(about("tea", alice, room));
        Message reply = story.send(replyAbout("tea", alice, tea, TimelineKey.thread(id(tea))));
        story.send(ThreadsContract.reply(alice, tea));
        Message shown = story.send(replyAbout("Tea", alice, tea, TimelineKey.MAIN));

        assertThat(await(topics().stretches(room.id(), "tea")))
                .containsExactlyInAnyOrder(stretch(tea, 1, 1), stretch(reply, 1, 1), stretch(shown, 1, 1));
        assertThat(await(topics().stretches(room.id(), Topics.NONE))).containsExactly(stretch(reply, 2, 2));
        assertThat(await(topics().of(room.id(), null, 10)).get(0)).isEqualTo(new Topic("Tea", id(shown)));
    }

    /** A message to be sent to a topic. */
    static NewMessage about(String topic, Person sender, Room room) {
        return new NewMessage(
                null,
                Story.randomId(),
                room.id(),
                TimelineKey.topic(topic),
                sender.id(),
                null,
                "Hello",
                "{}",
                null,
                topic,
                null);
    }

    /** A reply to be sent. */
    static NewMessage replyAbout(String topic, Person sender, Message parent, TimelineKey timeline) {
        return new NewMessage(
                null,
                Story.randomId(),
                parent.facts().room(),
                timeline,
                sender.id(),
                null,
                "Yes",
                "{}",
                id(parent),
                topic,
                null);
    }

    static long id(Message message) {
        return message.facts().id();
    }

    /** Of the timeline of a message. */
    static Stretch stretch(Message message, long first, long last) {
        return new Stretch(message.facts().timeline(), new Positions(first, last));
    }

    private Topics topics() {
        return records().topics();
    }
}
