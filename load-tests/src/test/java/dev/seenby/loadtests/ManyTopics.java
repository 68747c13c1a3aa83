package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.inParallel;
import static dev.seenby.loadtests.Bench.newApp;
import static dev.seenby.loadtests.Bench.time;

import dev.seenby.limits.NodeAppStamps;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.Reading;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Member;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * A channel with many topics that its members read in random order, a topic at a time; beside it a channel with as many
 * messages in one topic, read in order in as many sittings; and beside both the way of a row for each recipient of each
 * message, in the same database.
 *
 * <p>{@code load-tests/bench.sh many-topics [topics] [messages in each] [members]}; by default 1,000, 10 and 100.
 */
public final class ManyTopics {
    private static final int ASKED = 100;
    /** Members who read everything at once, when the others have read it bit by bit. */
    private static final int HASTY = 20;

    private final Servers servers;
    private final int topics;
    private final int each;
    private final int members;
    private final Conversations conversations;
    private final Sending sending;
    private final Reading reading;
    private final Receipts receipts;
    private final long app;
    private final List<Person> people;

    private ManyTopics(Servers servers, int topics, int each, int members) throws Exception {
        this.servers = servers;
        this.topics = topics;
        this.each = each;
        this.members = members;
        Registration registration = new Registration(servers.record().people());
        conversations = new Conversations(servers.record().rooms());
        sending = new Sending(
                servers.record().messages(),
                new MessageFactsCache(servers.record().messages(), 100_000),
                Telling.NOBODY);
        reading = new Reading(
                servers.record().rooms(),
                servers.record().reads(),
                servers.record().inbox(),
                servers.record().messages(),
                Telling.NOBODY);
        receipts =
                new Receipts(servers.index(), servers.keeper(), servers.record().reads(), ReceiptMetrics.NONE);
        app = await(new Tenants(servers.record().apps(), new NodeAppStamps()).create(newApp()))
                .app()
                .sdkAppId();
        people = inParallel(
                "people",
                members + HASTY,
                i -> registration.register(app, Registration.Request.tencent("member" + i, null, null)));
    }

    public static void main(String[] args) throws Exception {
        int topics = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int each = args.length > 1 ? Integer.parseInt(args[1]) : 10;
        int members = args.length > 2 ? Integer.parseInt(args[2]) : 100;
        try (Servers servers = Servers.start()) {
            ManyTopics run = new ManyTopics(servers, topics, each, members);
            run.measure("one topic, read in order", 1);
            run.measure(String.format(Locale.ROOT, "%,d topics, read in random order", topics), topics);
            run.rows();
        }
        System.exit(0);
    }

    private void measure(String title, int names) throws Exception {
        System.out.printf(Locale.ROOT, "%n== %s: %,d messages, %,d members%n", title, topics * each, members);
        Room room = await(conversations.create(new Conversations.Request(
                app,
                null,
                Room.Kind.PUBLIC,
                null,
                "topics" + names,
                null,
                "{}",
                people.stream()
                        .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                        .toList(),
                null)));
        // Topics are spoken of in turn, so that the messages of one lie apart.
        List<MessageFacts> sent = inParallel("messages", topics * each, i -> sending.send(
                                app,
                                new NewMessage(
                                        null,
                                        Names.randomId(),
                                        room.id(),
                                        TimelineKey.topic("topic " + i % names),
                                        people.get((int) (i % members)).id(),
                                        null,
                                        "message " + i,
                                        "{}",
                                        null,
                                        "topic " + i % names,
                                        null))
                        .map(message -> message.facts()))
                .stream()
                .sorted(Comparator.comparingLong(MessageFacts::timeline).thenComparingLong(MessageFacts::position))
                .toList();
        List<MessageFacts> asked = new ArrayList<>();
        for (int i = 0; i < ASKED; i++) {
            asked.add(sent.get((int) ((long) i * sent.size() / ASKED)));
        }
        await(receipts.counts(asked));
        long postgres = servers.postgresBytes();
        long redis = servers.redisBytes();
        List<List<MessageFacts>> acts = acts(sent, names > 1);
        long start = System.nanoTime();
        inParallel(
                "marks",
                acts.size() * members,
                i -> reading.read(
                        people.get((int) (i % members)),
                        acts.get((int) ((i / members + i % members * 7) % acts.size())),
                        null));
        double seconds = (System.nanoTime() - start) / 1e9;
        long marks = acts.size() * (long) members;
        for (int from = 0; from < sent.size(); from += 1_000) {
            List<MessageFacts> part = sent.subList(from, Math.min(sent.size(), from + 1_000));
            while (!servers.warm(part)) {
                await(receipts.counts(part));
            }
        }
        System.out.printf(Locale.ROOT, "marks of %d messages: %,d, %,.0f a second%n", each, marks, marks / seconds);
        told("PostgreSQL", servers.postgresBytes() - postgres, marks);
        told("Redis", servers.redisBytes() - redis, marks);
        time("counts of 100 messages all over the channel", () -> receipts.counts(asked));
        Iterator<Person> hasty = people.subList(members, members + HASTY).iterator();
        time(
                "one member marks the whole channel read",
                HASTY,
                () -> reading.readAll(hasty.next(), room, EnumSet.allOf(TimelineKey.Kind.class)));
    }

    private static void told(String where, long bytes, long marks) {
        System.out.printf(
                Locale.ROOT, "bytes for them in %s: %,d (%,.0f a mark)%n", where, bytes, bytes / (double) marks);
    }

    /** What is read at once: the messages of a topic, or as many that follow one another. */
    private List<List<MessageFacts>> acts(List<MessageFacts> sent, boolean shuffled) {
        List<List<MessageFacts>> acts = new ArrayList<>();
        for (int from = 0; from < sent.size(); from += each) {
            acts.add(sent.subList(from, Math.min(sent.size(), from + each)));
        }
        if (shuffled) {
            Collections.shuffle(acts, new Random(1));
        }
        return acts;
    }

    /** {@link ZulipRows}, of which an act updates those of a topic's messages. */
    private void rows() throws Exception {
        System.out.printf(Locale.ROOT, "%n== a row for each recipient of each message%n");
        long before = servers.postgresBytes();
        ZulipRows.create(servers);
        ZulipRows.index(servers);
        ZulipRows.send(servers, members, 1, topics * each);
        ZulipRows rows = new ZulipRows(servers.connect());
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < topics * members; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(1));
        long start = System.nanoTime();
        int marks = Math.min(order.size(), 10_000);
        for (int i = 0; i < marks; i++) {
            Integer[] messages = new Integer[each];
            for (int m = 0; m < each; m++) {
                messages[m] = 1 + order.get(i) % topics + m * topics;
            }
            await(rows.read(order.get(i) / topics, messages));
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        System.out.printf(
                Locale.ROOT,
                "marks of %d messages, one after another: %,d, %,.0f a second%n",
                each,
                marks,
                marks / seconds);
        long bytes = servers.postgresBytes() - before;
        System.out.printf(
                Locale.ROOT,
                "bytes in PostgreSQL: %,d (%,.0f for each mark that reads all)%n",
                bytes,
                bytes / ((double) topics * members));
    }
}
