package dev.seenby.loadtests;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.seenby.tencent.UserSig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * The three dialects' receipt calls over HTTP, each against a {@link Floor} that answers with the same bytes, and the calls of a very
 * large room against those of a room of ten. Server, floor, callers and databases are processes of their own on one machine.
 *
 * <p>{@code load-tests/bench.sh calls [seconds of a round] [rounds] [members of the largest room] [parts]}; by default 4, 7, 1,000,000 and
 * {@code tencent,rooms,zulip,rocketchat}. Every call is signed, limited (100,000 a second, which is counted, and never reached) and metered.
 */
public final class Calls {
    private static final int CONNECTIONS = 64;
    private static final double WARM_UP_SECONDS = 20;
    /** Of what is asked for the first time: that uses messages up. */
    private static final double FIRST_WARM_UP_SECONDS = 10;

    private static final int MESSAGES = 1_000;
    /** Of whom all but the sender are told of in Zulip. */
    private static final int FIFTY = 51;
    /** Of the room whose messages are asked about for the first time. */
    private static final int FRESH_MESSAGES = 400_000;

    private static final int ASKED_BEFORE = 100;

    private final Servers databases;
    private final Path folder;
    private final GeneratedApp app;
    private final Callers callers;
    private final Report report =
            new Report("calls", "Calls over HTTP, against a floor that answers the same bytes from memory");
    private final double seconds;
    private final int rounds;
    private ServerProcess seenby;

    private Calls(Servers databases, Path folder, Callers callers, double seconds, int rounds) throws Exception {
        this.databases = databases;
        this.folder = folder;
        this.callers = callers;
        this.seconds = seconds;
        this.rounds = rounds;
        this.app = GeneratedApp.make(databases.record().apps(), "calls.example");
    }

    public static void main(String[] args) throws Exception {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 4;
        int rounds = args.length > 1 ? Integer.parseInt(args[1]) : 7;
        int most = args.length > 2 ? Integer.parseInt(args[2]) : 1_000_000;
        List<String> parts = Arrays.asList((args.length > 3 ? args[3] : "tencent,rooms,zulip,rocketchat").split(","));
        Path folder = Files.createTempDirectory("seenby-load-test-calls");
        try (Servers databases = Servers.start();
                Callers callers = new Callers()) {
            new Calls(databases, folder, callers, seconds, rounds).run(most, parts);
        }
        System.exit(0);
    }

    private void run(int most, List<String> parts) throws Exception {
        GeneratedRoom tiny;
        GeneratedRoom fifty;
        List<GeneratedRoom> large = new ArrayList<>();
        try (Generator generator = Generator.open(databases.vertx(), databases.postgresUri())) {
            tiny = filled(generator, "tiny", 10, MESSAGES);
            fifty = filled(
                    generator,
                    "fifty",
                    FIFTY,
                    parts.toString().matches(".*(zulip|rocketchat).*") ? FRESH_MESSAGES : MESSAGES);
            for (int members : parts.contains("rooms") ? new int[] {100_000, 1_000_000} : new int[0]) {
                if (members <= most) {
                    large.add(filled(generator, members == 1_000_000 ? "huge" : "large", members, MESSAGES));
                }
            }
            generator.settle();
        }
        String options = System.getProperty("server.options", "");
        try (ServerProcess server = ServerProcess.seenby(
                databases,
                folder.resolve("seenby.log"),
                options.isEmpty() ? List.of() : List.of(options.split(" ")),
                // One app may have a quarter of the places: with fewer, half of its calls would wait for others of its
                // own.
                Map.of("SEENBY_MAX_CONCURRENT_CALLS", Integer.toString(4 * CONNECTIONS)))) {
            seenby = server;
            report.note(String.format(
                    Locale.ROOT,
                    "%d connections kept alive, each with one call under way, all of one app, whose share of the places"
                            + " (`SEENBY_MAX_CONCURRENT_CALLS=%d`) is as large; %d rounds of %s s in turn, after %s s of warm-up each (%s s of what is asked for the first time)."
                            + " Everything shares this machine's %d processors.",
                    CONNECTIONS,
                    4 * CONNECTIONS,
                    rounds,
                    seconds,
                    WARM_UP_SECONDS,
                    FIRST_WARM_UP_SECONDS,
                    Runtime.getRuntime().availableProcessors()));
            if (parts.contains("tencent")) {
                Path request = tencent("two", tiny, 2);
                against(
                        "get_group_msg_receipt, 2 messages",
                        "/v4/group_open_http_svc/get_group_msg_receipt",
                        0.5,
                        target(request));
            }
            for (GeneratedRoom room : large) {
                rooms(tiny, room);
            }
            if (parts.contains("zulip")) {
                zulip(fifty);
            }
            if (parts.contains("rocketchat")) {
                rocketChat(fifty);
            }
        }
        report.tell();
    }

    private GeneratedRoom filled(Generator generator, String name, int members, long messages) throws Exception {
        GeneratedRoom room = generator.fill(app.sdkAppId(), name, members, messages);
        generator.read(room, 1, messages, 100);
        return room;
    }

    /** Time of a call about 100 messages, in a large room and in one of ten. */
    private void rooms(GeneratedRoom tiny, GeneratedRoom large) throws Exception {
        List<Callers.Target> targets = new ArrayList<>();
        for (GeneratedRoom room : List.of(large, tiny)) {
            Path request = tencent(room.roomId() + "-hundred", room, 100);
            Callers.Target target = target(request);
            warm(target, WARM_UP_SECONDS);
            targets.add(target);
        }
        report.measure("get_group_msg_receipt, 100 messages", "ms a call")
                .of(String.format(Locale.ROOT, "%,d members", large.members()), () -> millis(targets.get(0)))
                .against(
                        "10 members",
                        () -> millis(targets.get(1)),
                        Goal.ratioAtMost(large.members() > 100_000 ? 1.4 : 1.2))
                .rounds(rounds);
    }

    private double millis(Callers.Target target) throws Exception {
        return CONNECTIONS * 1e3 / callers.call(target, CONNECTIONS, seconds).callsPerSecond();
    }

    private void zulip(GeneratedRoom room) throws Exception {
        String basic =
                Base64.getEncoder().encodeToString((app.email() + ":" + app.apiKey()).getBytes(StandardCharsets.UTF_8));
        Path request = Files.writeString(
                folder.resolve("zulip"),
                "GET /api/v1/messages/" + Callers.NUMBER + "/read_receipts HTTP/1.1\r\nHost: " + app.host()
                        + "\r\nAuthorization: Basic " + basic + "\r\n\r\n");
        againAndFirst("Zulip read_receipts", "/api/v1/messages/:id/read_receipts", request, room.message(1));
    }

    private void rocketChat(GeneratedRoom room) throws Exception {
        // All numbers of the second half have as many digits.
        String number = Long.toString(FRESH_MESSAGES / 2);
        String id = room.stringId(FRESH_MESSAGES / 2).replace(number, Callers.NUMBER);
        Path request = Files.writeString(
                folder.resolve("rocketchat"),
                "GET /api/v1/chat.getMessageReadReceipts?messageId=" + id + " HTTP/1.1\r\nHost: " + app.host()
                        + "\r\nX-Auth-Token: " + app.authToken() + "\r\nX-User-Id: " + app.userId() + "\r\n\r\n");
        againAndFirst(
                "Rocket.Chat getMessageReadReceipts",
                "/api/v1/chat.getMessageReadReceipts",
                request,
                FRESH_MESSAGES / 2);
    }

    /** @param first the number of the first of as many messages as half the room has */
    private void againAndFirst(String what, String route, Path request, long first) throws Exception {
        against(
                what + ", asked before",
                route,
                0.4,
                new Callers.Target(seenby.port(), request, first, ASKED_BEFORE, null));
        against(
                what + ", first time",
                route,
                0.15,
                new Callers.Target(
                        seenby.port(), request, first + ASKED_BEFORE, FRESH_MESSAGES / 2 - ASKED_BEFORE, null));
    }

    private Callers.Target target(Path request) throws Exception {
        Path answer = Files.write(folder.resolve(request.getFileName() + "-answer"), answer(request, 0));
        return new Callers.Target(seenby.port(), request, 0, 1, answer);
    }

    /** Calls a second of Seenby and of a floor that gives the same answer. */
    private void against(String what, String route, double goal, Callers.Target target) throws Exception {
        Path answer = target.answer() != null
                ? target.answer()
                : Files.write(
                        folder.resolve(target.request().getFileName() + "-answer"),
                        answer(target.request(), target.first()));
        try (ServerProcess floor =
                ServerProcess.of(Floor.class, folder.resolve("floor.log"), route, answer.toString())) {
            Callers.Target bare =
                    new Callers.Target(floor.port(), target.request(), target.first(), target.numbers(), answer);
            Callers.Target next = warmed(target);
            warm(bare, WARM_UP_SECONDS);
            Turn ours = new Turn(next, seenby);
            Turn theirs = new Turn(bare, floor);
            report.measure(what, "calls/s")
                    .of("Seenby", ours)
                    .against("floor", theirs, Goal.ratioAtLeast(goal))
                    .rounds(rounds);
            report.add(
                    what + ": processor's time of a call",
                    "µs",
                    new Report.Series("Seenby", ours.server, Goal.none()),
                    new Report.Series("floor", theirs.server, Goal.none()),
                    new Report.Series("PostgreSQL and Redis", ours.stores, Goal.none()),
                    new Report.Series("the callers", ours.callers, Goal.none()));
        }
    }

    private Callers.Outcome warm(Callers.Target target, double howLong) throws Exception {
        Callers.Outcome outcome = callers.call(target, CONNECTIONS, howLong);
        System.err.printf(Locale.ROOT, "warm-up: %,.0f calls/s%n", outcome.callsPerSecond());
        return outcome;
    }

    /** @return what is to be asked after it: of messages that are asked about for the first time, the next ones */
    private Callers.Target warmed(Callers.Target target) throws Exception {
        if (target.numbers() <= ASKED_BEFORE) {
            warm(target, WARM_UP_SECONDS);
            return target;
        }
        return next(target, warm(target, FIRST_WARM_UP_SECONDS).callsPerSecond() * FIRST_WARM_UP_SECONDS);
    }

    private static Callers.Target next(Callers.Target target, double calls) {
        return target.numbers() <= ASKED_BEFORE ? target : target.after((long) calls + 2 * CONNECTIONS);
    }

    /** A contender's rounds: calls a second, and what each call cost. */
    private final class Turn implements Report.Act {
        private Callers.Target target;
        private final ServerProcess process;
        private final List<Double> server = new ArrayList<>();
        private final List<Double> stores = new ArrayList<>();
        private final List<Double> callers = new ArrayList<>();

        Turn(Callers.Target target, ServerProcess process) {
            this.target = target;
            this.process = process;
        }

        @Override
        public double run() throws Exception {
            long cpu = process.cpuNanos();
            long stored = databases.cpuNanos();
            Callers.Outcome outcome = Calls.this.callers.call(target, CONNECTIONS, seconds);
            double calls = outcome.callsPerSecond() * seconds;
            server.add((process.cpuNanos() - cpu) / calls / 1e3);
            stores.add((databases.cpuNanos() - stored) / calls / 1e3);
            callers.add(outcome.cpuNanos() / calls / 1e3);
            target = next(target, calls);
            return outcome.callsPerSecond();
        }
    }

    /** Writes a signed request about so many messages from the middle of the room. */
    private Path tencent(String name, GeneratedRoom room, int messages) throws Exception {
        String sig = UserSig.sign(
                app.sdkAppId(),
                app.secretKey(),
                GeneratedApp.ADMINISTRATOR,
                Instant.now().getEpochSecond(),
                86_400);
        String body = LongStream.range(0, messages)
                .mapToObj(i -> "{\"MsgSeq\":" + (room.messages() / 2 - messages / 2 + i) + "}")
                .collect(Collectors.joining(",", "{\"GroupId\":\"" + room.roomId() + "\",\"MsgSeqList\":[", "]}"));
        return Files.writeString(
                folder.resolve(name),
                "POST /v4/group_open_http_svc/get_group_msg_receipt?sdkappid=" + app.sdkAppId() + "&identifier="
                        + GeneratedApp.ADMINISTRATOR + "&usersig=" + sig
                        + "&random=99999999&contenttype=json HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
                        + "Content-Length: " + body.length() + "\r\n\r\n" + body);
    }

    /** What Seenby answers. Asked until the answer is not a cold one's, which could say less. */
    private byte[] answer(Path file, long number) throws Exception {
        String request = Files.readString(file).replace(Callers.NUMBER, Long.toString(number));
        String[] headAndBody = request.split("\r\n\r\n", 2);
        String[] lines = headAndBody[0].split("\r\n");
        String[] first = lines[0].split(" ");
        HttpRequest.Builder builder =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + seenby.port() + first[1]));
        for (int i = 1; i < lines.length; i++) {
            String[] header = lines[i].split(": ", 2);
            if (!header[0].equals("Content-Length")) {
                builder.header(header[0], header[1]);
            }
        }
        builder.method(
                first[0],
                headAndBody[1].isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(headAndBody[1]));
        HttpResponse<byte[]> answer =
                HttpClient.newHttpClient().send(builder.build(), HttpResponse.BodyHandlers.ofByteArray());
        boolean good = answer.statusCode() == 200
                && new ObjectMapper().readTree(answer.body()).path("ErrorCode").asInt(0) == 0;
        if (!good) {
            throw new IllegalStateException(new String(answer.body(), StandardCharsets.UTF_8));
        }
        return answer.body();
    }
}
