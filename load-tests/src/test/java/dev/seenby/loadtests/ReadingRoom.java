package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.inParallel;

import dev.seenby.limits.NodeAppStamps;
import dev.seenby.receipts.Conversations;
import dev.seenby.receipts.MessageFactsCache;
import dev.seenby.receipts.Names;
import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.receipts.Sending;
import dev.seenby.receipts.Telling;
import dev.seenby.receipts.Tenants;
import dev.seenby.storage.Counts;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Member;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A room of Seenby's: readers, and messages of one more member in its main flow; marks go the server's own way, less HTTP. */
final class ReadingRoom implements Scheme {
    private final Servers servers;
    private final List<Person> readers;
    private final MessageFacts newest;

    private ReadingRoom(Servers servers, List<Person> readers, MessageFacts newest) {
        this.servers = servers;
        this.readers = readers;
        this.newest = newest;
    }

    static ReadingRoom fill(Servers servers, int readers, int messages) throws Exception {
        Registration registration = new Registration(servers.record().people());
        Conversations conversations = new Conversations(servers.record().rooms());
        Sending sending = new Sending(
                servers.record().messages(),
                new MessageFactsCache(servers.record().messages(), 1_000),
                Telling.NOBODY);
        long app = await(new Tenants(servers.record().apps(), new NodeAppStamps()).create(Bench.newApp()))
                .app()
                .sdkAppId();
        List<Person> people = inParallel(
                "people",
                readers + 1,
                i -> registration.register(app, Registration.Request.tencent("member" + i, null, null)));
        Room room = await(conversations.create(new Conversations.Request(
                app,
                null,
                Room.Kind.PUBLIC,
                null,
                "room",
                null,
                "{}",
                people.stream()
                        .map(person -> new NewRoom.NewMember(person.id(), Member.Role.MEMBER))
                        .toList(),
                null)));
        Person sender = people.get(readers);
        MessageFacts newest = inParallel("messages", messages, i -> sending.send(
                                app,
                                new NewMessage(
                                        null,
                                        Names.randomId(),
                                        room.id(),
                                        TimelineKey.MAIN,
                                        sender.id(),
                                        null,
                                        "message " + i,
                                        "{}",
                                        null,
                                        null,
                                        null))
                        .map(message -> message.facts()))
                .stream()
                .filter(message -> message.position() == messages)
                .findAny()
                .orElseThrow();
        return new ReadingRoom(servers, people.subList(0, readers), newest);
    }

    @Override
    public String name() {
        return "Seenby";
    }

    /** What was read before is marked again, as clients do that say how far they have read. */
    @Override
    public Future<?> read(int reader, long first, long last) {
        return servers.record()
                .reads()
                .mark(new Mark(newest.timeline(), readers.get(reader).id(), List.of(new Positions(1, last)), null));
    }

    /** How many have read the newest message, from the index, which is built if it is not there. */
    Counts newest() throws Exception {
        Receipts receipts =
                new Receipts(servers.index(), servers.keeper(), servers.record().reads(), ReceiptMetrics.NONE);
        long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
        List<Counts> counts = await(receipts.counts(List.of(newest)));
        while (!servers.warm(List.of(newest))) {
            if (System.nanoTime() > deadline) {
                throw new IllegalStateException("the index did not become warm");
            }
            counts = await(receipts.counts(List.of(newest)));
        }
        return counts.get(0);
    }
}
