package dev.seenby.loadtests;

import static dev.seenby.loadtests.Bench.await;
import static dev.seenby.loadtests.Bench.newApp;

import dev.seenby.receipts.ReceiptMetrics;
import dev.seenby.receipts.Receipts;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.storage.Mark;
import dev.seenby.storage.Member;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.NewRoom;
import dev.seenby.storage.Person;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Room;
import dev.seenby.storage.TimelineKey;
import dev.seenby.tencent.WebhookWording;
import dev.seenby.webhooks.Delivery;
import dev.seenby.webhooks.WebhookMetrics;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Whether a webhook, and one whose receiver is down, slows marks; and whether a receiver that comes back has missed anything or
 * heard it out of order. One reader reads each group message by message, so the order of what must arrive is known.
 *
 * <p>{@code load-tests/bench.sh webhook-outage [seconds] [marks a second] [groups]}. Marks are counted up to their commit, HTTP not.
 */
public final class WebhookOutage {
    private static final int UNDER_WAY = 2_000;
    private static final long CATCH_UP_SECONDS = 900;

    private record Group(Room room, long timeline) {}

    private final Servers servers;
    private final Vertx vertx;
    private final AtomicBoolean up = new AtomicBoolean(true);
    /** By group: the greatest MsgSeq told, and how many different ones. */
    private final Map<String, long[]> heard = new ConcurrentHashMap<>();

    private final AtomicLong outOfOrder = new AtomicLong();
    private final AtomicLong repeated = new AtomicLong();
    private final List<Group> groups = new ArrayList<>();
    private App app;
    private Person reader;
    private long next = 1;

    private WebhookOutage(Servers servers) throws Exception {
        this.servers = servers;
        this.vertx = servers.vertx();
        var created = await(servers.record().apps().create(newApp()));
        app = created.app();
        reader = await(servers.record().people().create(app.sdkAppId(), person("reader"), List.of()));
    }

    public static void main(String[] args) throws Exception {
        int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 60;
        int rate = args.length > 1 ? Integer.parseInt(args[1]) : 1_000;
        int groups = args.length > 2 ? Integer.parseInt(args[2]) : 20;
        boolean good;
        try (Servers servers = Servers.start()) {
            good = new WebhookOutage(servers).run(seconds, rate, groups);
        }
        System.exit(good ? 0 : 1);
    }

    private static NewPerson person(String name) {
        return Registration.fill(Registration.Request.tencent(name, null, null), 0);
    }

    private boolean run(int seconds, int rate, int howMany) throws Exception {
        long each = 4L * seconds * rate / howMany + 4L * howMany;
        fill(howMany, each);
        HttpServer receiver = receive();
        Receipts receipts =
                new Receipts(servers.index(), servers.keeper(), servers.record().reads(), ReceiptMetrics.NONE);
        Delivery delivery = new Delivery(
                vertx,
                servers.record().webhooks(),
                servers.record().apps(),
                servers.record().leases(),
                new WebhookWording(
                        servers.record().webhooks(),
                        servers.record().messages(),
                        servers.record().people(),
                        receipts),
                new Nobody(),
                InstantSource.system());
        delivery.start();

        load("warm-up, no webhook", seconds, rate);
        load("no webhook", seconds, rate);
        long silent = next - 1;
        webhook(new Webhook(
                "http://127.0.0.1:" + receiver.actualPort() + "/hook", "secret", Set.of(AppOptions.Event.READ)));
        load("receiver up", seconds, rate);
        up.set(false);
        load("receiver down", seconds, rate);
        long waiting = await(servers.record().webhooks().count(10_000_000));
        up.set(true);

        long begun = System.nanoTime();
        long deadline = begun + TimeUnit.SECONDS.toNanos(CATCH_UP_SECONDS);
        while (await(servers.record().webhooks().count(1)) > 0 && System.nanoTime() < deadline) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
        }
        System.out.printf(
                Locale.ROOT,
                "%,d events waited when the receiver came back; all told %.1f s later%n",
                waiting,
                Bench.millis(begun) / 1e3);
        boolean good = outOfOrder.get() == 0;
        long told = 0;
        for (int i = 0; i < howMany; i++) {
            long expected = read(next - 1, i) - read(silent, i);
            long[] here = heard.getOrDefault(groups.get(i).room().roomId(), new long[2]);
            told += here[1];
            good &= here[1] == expected;
        }
        System.out.printf(
                Locale.ROOT,
                "%,d of %,d reads told, %,d repeated, %,d out of order: %s%n",
                told,
                next - 1 - silent,
                repeated.get(),
                outOfOrder.get(),
                good ? "nothing lost, every group in its order" : "NOT AS IT SHOULD BE");
        await(delivery.stop());
        await(receiver.close());
        return good;
    }

    /** How many messages of a group the first so many marks have read. */
    private long read(long marks, int group) {
        return (marks - group + groups.size() - 1) / groups.size();
    }

    private void fill(int howMany, long each) throws Exception {
        for (int i = 0; i < howMany; i++) {
            String name = "group" + i;
            Room room = await(servers.record()
                    .rooms()
                    .create(new NewRoom(
                            app.sdkAppId(),
                            name,
                            Room.Kind.PUBLIC,
                            name,
                            name,
                            null,
                            "{}",
                            List.of(new NewRoom.NewMember(reader.id(), Member.Role.MEMBER)),
                            null)));
            long sender = senderOf();
            List<MessageFacts> sent = Bench.inParallel(name, (int) each, n -> servers.record()
                    .messages()
                    .send(new NewMessage(
                            null,
                            name + "-" + n,
                            room.id(),
                            TimelineKey.MAIN,
                            sender,
                            null,
                            "Hello",
                            "{}",
                            null,
                            null,
                            null))
                    .map(message -> message.facts()));
            groups.add(new Group(room, sent.get(0).timeline()));
        }
    }

    private long senderOf() throws Exception {
        return await(servers.record().people().byUserIds(app.sdkAppId(), List.of("administrator")))
                .get(0)
                .id();
    }

    private void webhook(Webhook webhook) throws Exception {
        app = await(servers.record()
                .apps()
                .change(app.sdkAppId(), now -> now.withOptions(AppOptions.NONE.withWebhook(webhook))));
    }

    /** So many marks a second, from a timetable: a slow mark does not hold the next one up. */
    private void load(String title, int seconds, int rate) throws Exception {
        ConcurrentHistogram nanos = new ConcurrentHistogram(3);
        Semaphore free = new Semaphore(UNDER_WAY);
        List<Future<Void>> last = new ArrayList<>();
        long begin = System.nanoTime();
        int all = seconds * rate;
        for (int i = 0; i < all; i++) {
            long due = begin + i * TimeUnit.SECONDS.toNanos(1) / rate;
            long early = due - System.nanoTime();
            if (early > 0) {
                LockSupport.parkNanos(early);
            }
            free.acquire();
            long mark = next++;
            Group group = groups.get((int) ((mark - 1) % groups.size()));
            long position = (mark - 1) / groups.size() + 1;
            Future<Void> marked = servers.record()
                    .reads()
                    .mark(new Mark(group.timeline(), reader.id(), List.of(new Positions(position, position)), null))
                    .onSuccess(done -> nanos.recordValue(System.nanoTime() - due))
                    .onComplete(done -> free.release());
            if (i >= all - UNDER_WAY) {
                last.add(marked);
            }
        }
        await(Future.all(last));
        System.out.printf(
                Locale.ROOT,
                "%s: %,.0f marks a second, median %.2f ms, p99 %.2f ms%n",
                title,
                all / Bench.millis(begin) * 1e3,
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6);
    }

    private HttpServer receive() throws Exception {
        Set<String> ids = ConcurrentHashMap.newKeySet();
        return await(vertx.createHttpServer()
                .requestHandler(request -> request.body().onSuccess(body -> {
                    if (!up.get()) {
                        request.response().setStatusCode(503).end();
                        return;
                    }
                    if (ids.add(request.getHeader("webhook-id"))) {
                        hear(body.toJsonObject());
                    } else {
                        repeated.incrementAndGet();
                    }
                    request.response().end("{\"ActionStatus\":\"OK\",\"ErrorInfo\":\"\",\"ErrorCode\":0}");
                }))
                .listen(0, "127.0.0.1"));
    }

    private void hear(JsonObject told) {
        long[] here = heard.computeIfAbsent(told.getString("GroupId"), group -> new long[2]);
        JsonArray list = told.getJsonArray("GroupMsgReceiptList");
        for (int i = 0; i < list.size(); i++) {
            long seq = list.getJsonObject(i).getLong("MsgSeq");
            if (seq <= here[0]) {
                outOfOrder.incrementAndGet();
            }
            here[0] = seq;
            here[1]++;
        }
    }

    private static final class Nobody implements WebhookMetrics {
        @Override
        public void waiting(long events) {}

        @Override
        public void oldest(Duration age) {}

        @Override
        public void delivered(long nanos) {}

        @Override
        public void failed(Cause cause) {}

        @Override
        public void dropped(long events) {}
    }
}
