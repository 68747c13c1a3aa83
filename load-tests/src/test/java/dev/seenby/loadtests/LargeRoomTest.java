package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.seenby.receipts.Registration;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Member;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Page;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.ReadRecord;
import dev.seenby.storage.Reader;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.sqlclient.Row;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * A small room that was generated, beside one in which seven people really said and read the same; and short runs of what is
 * measured with such rooms.
 */
class LargeRoomTest {
    private static final int MEMBERS = 7;
    private static final int MESSAGES = 23;
    private static final int SENDERS = 3;
    private static final int PERCENT = 5;

    private static Servers servers;
    private static GeneratedRoom generated;
    private static GeneratedRoom lived;

    @BeforeAll
    static void bothRooms() throws Exception {
        servers = Servers.start();
        long app =
                GeneratedApp.make(servers.record().apps(), "generated.example").sdkAppId();
        try (Generator generator = Generator.open(servers.vertx(), servers.postgresUri())) {
            generated = generator.fill(app, "tiny", MEMBERS, MESSAGES, SENDERS);
            generator.read(generated, 1, 11, PERCENT);
            generator.read(generated, 14, 14, 100);
            generator.read(generated, 11, 12, 2);
            generator.settle();
        }
        lived = live(GeneratedApp.make(servers.record().apps(), "lived.example").sdkAppId());
        read(1, 11, PERCENT);
        read(14, 14, 100);
        read(11, 12, 2);
    }

    private static GeneratedRoom live(long app) throws Exception {
        List<NewPerson> people = new ArrayList<>();
        for (int i = 1; i <= MEMBERS; i++) {
            people.add(Registration.fill(
                    new Registration.Request(
                            generated.userId(i),
                            generated.rocketChatId(i),
                            null,
                            null,
                            null,
                            null,
                            Person.Role.MEMBER,
                            false,
                            null,
                            List.of()),
                    0));
        }
        List<Person> made = await(servers.record().people().createAll(app, people));
        Room room = await(servers.record()
                .rooms()
                .create(new NewRoom(app, "tiny", Room.Kind.PUBLIC, "tiny", "tiny", null, "{}", List.of(), null)));
        await(servers.record()
                .rooms()
                .join(
                        room.id(),
                        made.stream()
                                .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                                .toList()));
        List<MessageFacts> sent = new ArrayList<>();
        for (int i = 1; i <= MESSAGES; i++) {
            sent.add(await(servers.record()
                            .messages()
                            .send(new NewMessage(
                                    null,
                                    generated.stringId(i),
                                    room.id(),
                                    TimelineKey.MAIN,
                                    made.get((int) generated.sender(i) - 1).id(),
                                    null,
                                    "message " + i,
                                    "{}",
                                    null,
                                    null,
                                    null)))
                    .facts());
        }
        return new GeneratedRoom(
                app,
                room.id(),
                "tiny",
                room.streamId(),
                sent.get(0).timeline(),
                MEMBERS,
                MESSAGES,
                SENDERS,
                made.get(0).id(),
                made.get(0).zulipId(),
                sent.get(0).id());
    }

    private static void read(long first, long last, int percent) throws Exception {
        for (int member = 1; member <= MEMBERS; member++) {
            if (Generator.reads(member, percent)) {
                await(servers.record()
                        .reads()
                        .mark(new Mark(
                                lived.timeline(), lived.person(member), List.of(new Positions(first, last)), null)));
            }
        }
    }

    @AfterAll
    static void stop() throws Exception {
        servers.close();
    }

    @Test
    void everyRowIsTheSame() throws Exception {
        same("person", "app = $1 and role = 'MEMBER'", "p.id - $2", "{id,app,created_at}", GeneratedRoom::app);
        same("room", "id = $1", "$2", "{id,app,created_at,last_message_at}", GeneratedRoom::room);
        same(
                "member",
                "room = $1",
                "(p.person - $2, p.changed_at = p.joined_at)",
                "{room,person,joined_at,changed_at}",
                GeneratedRoom::room);
        same("timeline", "room = $1", "$2", "{id,room}", GeneratedRoom::room);
        same(
                "message",
                "room = $1",
                "(p.sender - $2, date_trunc('milliseconds', p.sent_at) = p.sent_at)",
                "{id,app,room,timeline,sender,sent_at}",
                GeneratedRoom::room);
        same("read_head", "timeline = $1", "p.reader - $2", "{timeline,reader}", GeneratedRoom::timeline);
        same("read_run", "timeline = $1", "p.reader - $2", "{timeline,reader}", GeneratedRoom::timeline);
        same(
                "read_span",
                "timeline = $1",
                "(p.reader - $2, p.read_at = (select m.sent_at from message m where m.timeline = p.timeline"
                        + " and m.position = lower(p.span)))",
                "{timeline,reader,read_at}",
                GeneratedRoom::timeline);
    }

    /** Compares what is left of the rows without ids and times. */
    private static void same(
            String table, String condition, String relative, String without, ToLongFunction<GeneratedRoom> of)
            throws Exception {
        String statement = "select (" + relative.replace("$2", "$2::bigint") + ")::text || (to_jsonb(p) - '" + without
                + "'::text[])::text as row from " + table + " p where "
                + condition.replace("$1", "$1::bigint") + " order by 1";
        List<String> expected = rows(statement, of.applyAsLong(lived), base(table, lived));
        assertFalse(expected.isEmpty(), table);
        assertEquals(expected, rows(statement, of.applyAsLong(generated), base(table, generated)), table);
    }

    private static long base(String table, GeneratedRoom room) {
        return table.equals("room") || table.equals("timeline") ? 0 : room.firstPerson();
    }

    private static List<String> rows(String statement, long of, long base) throws Exception {
        List<String> rows = new ArrayList<>();
        for (Row row : servers.sql(statement, of, base)) {
            rows.add(row.getString("row"));
        }
        return rows;
    }

    @Test
    void everyMessageHasTheSameCountsReadersAndUnreaders() throws Exception {
        List<MessageFacts> ours = facts(generated);
        List<MessageFacts> theirs = facts(lived);
        ReadRecord reads = servers.record().reads();
        assertEquals(await(reads.counts(theirs)), await(reads.counts(ours)));
        for (int i = 0; i < MESSAGES; i++) {
            assertEquals(readers(lived, theirs.get(i)), readers(generated, ours.get(i)));
            assertEquals(unreaders(lived, theirs.get(i)), unreaders(generated, ours.get(i)));
        }
    }

    @Test
    void aShortRunHasAllRowsOfTheLargeRoom() throws Exception {
        Report report = LargeRoom.run(servers, 40, 200, 1, 2);

        assertEquals(
                List.of(
                        "counts of 100 messages, index empty: first answer",
                        "until the index is built",
                        "counts of 100 messages",
                        "first page of 200 readers",
                        "first page of 200 who have not read",
                        "the same of a message that most have read",
                        "one mark",
                        "Zulip's read receipts: heap grows by",
                        "Zulip's read receipts: first bytes",
                        "Zulip's read receipts: all"),
                report.rows().stream().map(Report.Row::measure).distinct().toList());
    }

    @Test
    void aServerThatIsStartedAnswers(@TempDir Path folder) throws Exception {
        GeneratedApp app = GeneratedApp.make(servers.record().apps(), "start.example");

        assertTrue(Start.on(servers, folder, app).once(List.of()) > 0);
    }

    @Test
    void pureCodeIsMeasured() throws Exception {
        System.setProperty("jmh.ignoreLock", "true"); // others may measure on this machine
        Report report = PureCode.run("(verifySignature|newlyRead|encodePage|parts)", 0, TimeValue.milliseconds(5));

        assertEquals(14, report.rows().size());
        assertTrue(report.rows().stream().allMatch(row -> row.spread().median() > 0));
    }

    private static List<MessageFacts> facts(GeneratedRoom room) throws Exception {
        List<Long> clocks = LongStream.rangeClosed(1, MESSAGES).boxed().toList();
        List<MessageFacts> facts = await(servers.record().messages().factsByClock(room.room(), clocks));
        assertEquals(MESSAGES, facts.size());
        assertEquals(
                room.message(MESSAGES),
                facts.stream().mapToLong(MessageFacts::id).max().orElseThrow());
        return facts.stream()
                .sorted(Comparator.comparingLong(MessageFacts::clock))
                .toList();
    }

    /** Numbers of members, from pages of two. */
    private static TreeSet<Long> readers(GeneratedRoom room, MessageFacts message) throws Exception {
        TreeSet<Long> members = new TreeSet<>();
        Reader after = null;
        do {
            Page<Reader, Reader> page = await(servers.record().reads().readers(message, after, 2));
            page.items().forEach(reader -> members.add(reader.person() - room.firstPerson()));
            after = page.next();
        } while (after != null);
        return members;
    }

    private static TreeSet<Long> unreaders(GeneratedRoom room, MessageFacts message) throws Exception {
        TreeSet<Long> members = new TreeSet<>();
        Long after = 0L;
        do {
            Page<Long, Long> page = await(servers.record().reads().unreaders(message, after, 2));
            page.items().forEach(person -> members.add(person - room.firstPerson()));
            after = page.next();
        } while (after != null);
        return members;
    }
}
