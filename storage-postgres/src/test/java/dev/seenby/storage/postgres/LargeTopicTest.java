package dev.seenby.storage.postgres;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Message;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.Topics;
import dev.seenby.storage.Topics.Stretch;
import dev.seenby.storage.Topics.Topic;
import dev.seenby.storage.contract.Story;
import dev.seenby.storage.contract.TopicsContract;
import io.vertx.sqlclient.Tuple;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A topic of more messages than the ids that a move tells. */
class LargeTopicTest {
    private static final int MESSAGES = 20_000;

    @TempDir
    static Path directory;

    private static TestDatabases databases;
    private static String uri;
    private static PostgresStorage storage;
    private static Story story;

    @BeforeAll
    static void start() {
        databases = new TestDatabases(directory);
        uri = databases.empty();
        storage = databases.open(uri);
        story = Story.begin(TestDatabases.records(storage));
    }

    @AfterAll
    static void stop() {
        await(storage.close());
        databases.close();
    }

    @Test
    void aliceRenamesItAndEveryMessageGoesAlong() {
        Person alice = story.person("Alice");
        Person bob = story.person("Bob");
        Room room = story.room("Kitchen", alice);
        Message tea = story.send(TopicsContract.about("tea", alice, room));
        databases.run(uri, """
                insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                    sender_was_member, audience, sent_at, text, payload, topic, topic_folded, elsewhere)
                select nextval('message_id'), m.app, 'm' || i, m.room, i, m.timeline, i, m.sender, i, true, 0,
                    m.sent_at, 'Hello', '{}', 'tea', 'tea', false
                from message m, generate_series(2, $2::int) i where m.id = $1::bigint""", Tuple.of(tea.facts().id(), MESSAGES));
        databases.run(uri, "update room set clock = $1::bigint", Tuple.of((long) MESSAGES));
        databases.run(uri, "update timeline set last_position = $1::bigint", Tuple.of((long) MESSAGES));
        databases.run(uri, "vacuum analyze message");
        story.join(room, bob);
        Message cake = story.send(TopicsContract.about("cake", alice, room));
        Topics topics = storage.topics();

        assertThat(await(topics.of(room.id(), null, 10)))
                .extracting(Topic::name)
                .containsExactly("cake", "tea");
        assertThat(await(topics.of(room.id(), bob.id(), 10)))
                .containsExactly(new Topic("cake", cake.facts().id()));
        assertThat(await(topics.stretches(room.id(), "tea")))
                .containsExactly(new Stretch(tea.facts().timeline(), new Positions(1, MESSAGES)));
        Topics.Moved moved = await(topics.move(tea.facts().id(), Topics.Along.LATER, "Cake"));

        assertThat(moved.count()).isEqualTo(MESSAGES);
        assertThat(moved.messages())
                .hasSize(10_000)
                .startsWith(tea.facts().id())
                .isSorted();
        assertThat(await(topics.stretches(room.id(), "cake")))
                .containsExactlyInAnyOrderElementsOf(List.of(
                        new Stretch(tea.facts().timeline(), new Positions(1, MESSAGES)),
                        new Stretch(cake.facts().timeline(), new Positions(1, 1))));
        assertThat(await(topics.stretches(room.id(), "tea"))).isEmpty();

        // A message far behind cannot be written, so the move ends in the middle; asked again it goes on from there.
        List<Long> ids = new ArrayList<>();
        databases.run(uri, "select id from message order by id").forEach(row -> ids.add(row.getLong(0)));
        databases.run(uri, """
                create function refuse() returns trigger language plpgsql as $$
                begin
                    raise exception 'no';
                end $$""");
        databases.run(
                uri,
                "create trigger refuse before update on message for each row when (old.id = " + ids.get(12_000)
                        + ") execute function refuse()");
        long middle = ids.get(1_000);
        assertThatThrownBy(() -> await(topics.move(middle, Topics.Along.ALL, "jam")))
                .isInstanceOf(StorageException.OutcomeUnknown.class);
        assertThat(await(topics.first(room.id(), "cake", null))).contains(middle);
        assertThat(await(topics.first(room.id(), "jam", null))).contains(ids.get(0));

        databases.run(uri, "drop trigger refuse on message");
        // With the message about cake, which came later.
        assertThat(await(topics.move(middle, Topics.Along.ALL, "jam")).count()).isEqualTo(MESSAGES + 1 - 9_999);
        assertThat(await(topics.first(room.id(), "cake", null))).isEmpty();
    }
}
