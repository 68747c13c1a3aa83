package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.inParallel;
import static dev.seenby.loadtests.Bench.millis;
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
import dev.seenby.storage.Counts;
import dev.seenby.storage.Member;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Fills one very large room on embedded servers of its own and measures what is asked of it, beside a room of ten.
 *
 * <p>{@code load-tests/bench.sh large-room [members] [messages]}; by default 100,000 members and 10,000 messages. Latencies
 * are those of the use cases, databases included, HTTP not.
 */
public final class LargeRoom {
    private static final int ASKED = 100;
    private static final int PAGE = 200;
    private static final int REPEATS = 200;

    private final Servers servers;
    private final Registration registration;
    private final Conversations conversations;
    private final Sending sending;
    private final Reading reading;
    private final Receipts receipts;

    private LargeRoom(Servers servers) {
        this.servers = servers;
        MessageFactsCache facts = new MessageFactsCache(servers.record().messages(), 100_000);
        registration = new Registration(servers.record().people());
        conversations = new Conversations(servers.record().rooms());
        sending = new Sending(servers.record().messages(), facts, Telling.NOBODY);
        reading = new Reading(
                servers.record().rooms(),
                servers.record().reads(),
                servers.record().inbox(),
                servers.record().messages(),
                Telling.NOBODY);
        receipts =
                new Receipts(servers.index(), servers.keeper(), servers.record().reads(), ReceiptMetrics.NONE);
    }

    public static void main(String[] args) throws Exception {
        int members = args.length > 0 ? Integer.parseInt(args[0]) : 100_000;
        int messages = args.length > 1 ? Integer.parseInt(args[1]) : 10_000;
        try (Servers servers = Servers.start()) {
            LargeRoom run = new LargeRoom(servers);
            run.measure("10 members", 10, messages);
            run.measure(String.format(Locale.ROOT, "%,d members", members), members, messages);
        }
        System.exit(0);
    }

    private void measure(String title, int members, int messages) throws Exception {
        System.out.printf(Locale.ROOT, "%n== a room of %s and %,d messages%n", title, messages);
        long app = await(new Tenants(servers.record().apps(), new NodeAppStamps()).create(newApp()))
                .app()
                .sdkAppId();
        List<Person> people = inParallel(
                "people",
                members,
                i -> registration.register(app, Registration.Request.tencent("member" + i, null, null)));
        Room room = await(conversations.create(
                new Conversations.Request(app, "large", Room.Kind.PUBLIC, null, "Large", null, "{}", List.of(), null)));
        for (int from = 0; from < members; from += 10_000) {
            await(conversations.join(
                    room,
                    people.subList(from, Math.min(from + 10_000, members)).stream()
                            .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                            .toList()));
        }
        List<MessageFacts> sent = inParallel("messages", messages, i -> sending.send(
                                app,
                                new NewMessage(
                                        null,
                                        Names.randomId(),
                                        room.id(),
                                        TimelineKey.MAIN,
                                        people.get((int) (i % Math.min(members, 10)))
                                                .id(),
                                        null,
                                        "message " + i,
                                        "{}",
                                        null,
                                        null,
                                        null))
                        .map(message -> message.facts()))
                .stream()
                .sorted(Comparator.comparingLong(MessageFacts::clock))
                .toList();
        long bytesBefore = servers.postgresBytes();
        MessageFacts middle = sent.get(messages / 2);
        MessageFacts newest = sent.get(messages - 1);
        long marks = System.nanoTime();
        inParallel(
                "readers",
                members,
                i -> i % 10 == 9 && members > 10
                        ? Future.succeededFuture()
                        : reading.readUpTo(people.get((int) i), middle));
        System.out.printf(
                Locale.ROOT,
                "%,d marks up to the middle: %,.0f a second%n",
                members,
                members / ((System.nanoTime() - marks) / 1e9));
        System.out.printf(
                Locale.ROOT,
                "bytes for these reads in PostgreSQL: %,d (%,.0f a reader)%n",
                servers.postgresBytes() - bytesBefore,
                (servers.postgresBytes() - bytesBefore) / (double) members);
        List<MessageFacts> asked = sent.subList(messages / 2 - ASKED / 2, messages / 2 + ASKED / 2);
        askCold(asked);
        time("counts of 100 messages, warm index", () -> receipts.counts(asked));
        time("first page of 200 readers", () -> receipts.readers(middle, null, PAGE));
        MessageFacts last = asked.get(asked.size() - 1);
        time("first page of 200 who have not read", () -> receipts.unreaders(last, 0, PAGE));
        if (members > 20 * REPEATS + 10) {
            // Every tenth member has read nothing yet; each of these marks once.
            Iterator<Person> fresh = IntStream.rangeClosed(2, 2 * REPEATS + 1)
                    .mapToObj(i -> people.get(10 * i - 1))
                    .iterator();
            time("one member marks 1 message read", () -> reading.read(fresh.next(), List.of(middle), null));
            time("one member marks all " + messages + " read", () -> reading.readUpTo(fresh.next(), newest));
        }
        System.out.printf(Locale.ROOT, "bytes in Redis: %,d%n", servers.redisBytes());
        System.out.printf(Locale.ROOT, "bytes in PostgreSQL: %,d%n", servers.postgresBytes());
    }

    private void askCold(List<MessageFacts> asked) throws Exception {
        servers.emptyIndex();
        long start = System.nanoTime();
        List<Counts> cold = await(receipts.counts(asked));
        System.out.printf(Locale.ROOT, "first answer of a cold room: %,.1f ms%n", millis(start));
        while (!servers.warm(asked)) {
            await(receipts.counts(asked)); // the first asking may have found no epoch to build in
            if (System.nanoTime() - start > TimeUnit.MINUTES.toNanos(5)) {
                throw new IllegalStateException("the index did not become warm");
            }
        }
        System.out.printf(Locale.ROOT, "until the index is warm: %,.1f ms%n", millis(start));
        if (!await(receipts.counts(asked)).equals(cold)) {
            throw new IllegalStateException("index and record disagree");
        }
    }
}
