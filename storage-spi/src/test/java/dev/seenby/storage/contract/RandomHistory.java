package dev.seenby.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Counts;
import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** A few people who come, go, speak and read by chance in one room, and a tally of it on fingers. */
final class RandomHistory {
    private static final int ACTS = 60;
    private static final List<TimelineKey> TIMELINES =
            List.of(TimelineKey.MAIN, TimelineKey.MAIN, TimelineKey.topic("Tea"));

    private final Story story;
    private final Random random;
    private final List<Person> people;
    private final Room room;
    private final Set<Long> present = new HashSet<>();
    private final List<Message> sent = new ArrayList<>();
    private final Map<Message, Set<Long>> audiences = new HashMap<>();
    private final Map<Message, Set<Long>> readers = new HashMap<>();
    private final Set<Message> deleted = new HashSet<>();
    private boolean deletes;

    RandomHistory(Story story, Random random) {
        this(story, random, story.people(2));
    }

    private RandomHistory(Story story, Random random, List<Person> members) {
        this(story, random, story.room("By chance", members), members);
    }

    /** Goes on in a room whose messages so far are not looked at; three more people come to it. */
    RandomHistory(Story story, Random random, Room room, List<Person> members) {
        this.story = story;
        this.random = random;
        this.room = room;
        this.people = new ArrayList<>(members);
        people.addAll(story.people(3));
        members.forEach(person -> present.add(person.id()));
    }

    /** Sometimes a message is deleted, too. */
    RandomHistory deleting() {
        deletes = true;
        return this;
    }

    Room room() {
        return room;
    }

    /** Acts, then compares. */
    void run() {
        act();
        compare();
    }

    /** One more chance act. */
    void step() {
        act(people.get(random.nextInt(people.size())));
    }

    List<Message> sent() {
        return sent;
    }

    private void act() {
        for (int i = 0; i < ACTS; i++) {
            step();
        }
    }

    /** Counts as the fingers do, and lists. */
    void compare() {
        for (Message message : sent) {
            if (deleted.contains(message)) {
                assertThat(story.counts(message)).isEqualTo(Counts.DELETED);
                continue;
            }
            Set<Long> read = readers.get(message);
            Set<Long> unread = new HashSet<>(audiences.get(message));
            unread.retainAll(present);
            unread.removeAll(read);
            assertThat(story.counts(message)).isEqualTo(new Counts(read.size(), unread.size()));
            assertThat(story.unreaders(message.facts(), 2))
                    .isEqualTo(unread.stream().sorted().toList());
            Set<Long> all = new HashSet<>(read);
            all.add(message.facts().sender());
            assertThat(story.readers(message.facts(), 2))
                    .extracting(Reader::person)
                    .containsExactlyInAnyOrderElementsOf(all);
        }
    }

    private void act(Person person) {
        int what = random.nextInt(10);
        if (deletes && !sent.isEmpty() && random.nextInt(12) == 0) {
            delete(sent.get(random.nextInt(sent.size())));
        } else if (what < 4) {
            send(person);
        } else if (what < 6 && present.remove(person.id())) {
            story.leave(room, person);
        } else if (what < 6 && present.add(person.id())) {
            story.join(room, person);
        } else if (!sent.isEmpty()) {
            read(person, what == 9);
        }
    }

    private void send(Person person) {
        Message message = story.send(Story.newMessage(person, room, TIMELINES.get(random.nextInt(TIMELINES.size()))));
        Set<Long> audience = new HashSet<>(present);
        audience.remove(person.id());
        sent.add(message);
        audiences.put(message, audience);
        readers.put(message, new HashSet<>());
    }

    private void delete(Message message) {
        if (deleted.add(message)) {
            story.delete(message);
        }
    }

    private void read(Person person, boolean back) {
        long timeline = sent.get(random.nextInt(sent.size())).facts().timeline();
        long first = 1 + random.nextInt(sent.size());
        long last = first + random.nextInt(4);
        var mark = Story.mark(timeline, person, first, last);
        Story.await(
                back
                        ? story.records().reads().unmark(mark)
                        : story.records().reads().mark(mark));
        for (Message message : sent) {
            long position = message.facts().position();
            if (message.facts().timeline() == timeline && first <= position && position <= last) {
                if (back) {
                    readers.get(message).remove(person.id());
                } else if (audiences.get(message).contains(person.id())) {
                    readers.get(message).add(person.id());
                }
            }
        }
    }
}
