package dev.seenby.storage.redis;

import dev.seenby.storage.Counts;
import dev.seenby.storage.IndexEntry;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.StorageException;
import io.vertx.core.CompositeFuture;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.redis.client.Request;
import io.vertx.redis.client.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The index: each method is one script, or one for each partition or piece. */
final class RedisReceiptIndex implements ReceiptIndex {
    private static final int MAX_MESSAGES = 1_000;
    private static final int MESSAGE_BYTES = 6 * Long.BYTES + 1;
    private static final int COUNTS_BYTES = 2 * Integer.BYTES;
    private static final long COUNTS_MILLIS = 250;
    private static final long WRITE_MILLIS = 2_000;
    /** A builder not heard of for so long has given up. */
    private static final long SILENCE_MICROS = 10_000_000;
    /** Changes kept during a build that one script run applies. */
    private static final int REPLAYED_AT_ONCE = 500;
    /** Script runs after which a finish gives up; changes come faster than they are applied then. */
    private static final int REPLAYS = 2_000;

    private final Links links;
    private final Gathering<Long, List<MessageFacts>, Answer> gathering = new Gathering<>(MAX_MESSAGES, this::counts);

    RedisReceiptIndex(Links links) {
        this.links = links;
    }

    @Override
    public int partitions() {
        return Keys.PARTITIONS;
    }

    @Override
    public int partitionOf(long room) {
        return Keys.partitionOf(room);
    }

    @Override
    public Future<Answer> counts(List<MessageFacts> messages) {
        if (messages.isEmpty()) {
            return Future.succeededFuture(new Answer(List.of(), Set.of()));
        }
        if (messages.size() > MAX_MESSAGES) {
            throw new IllegalArgumentException(messages.size() + " messages");
        }
        long room = messages.get(0).room();
        if (messages.stream().anyMatch(message -> message.room() != room)) {
            throw new IllegalArgumentException("messages of more than one room");
        }
        return gathering.ask(room, messages);
    }

    /** What calls ask of a room, each message once, in as few scripts as their bound allows. */
    private Future<List<Answer>> counts(Long room, List<List<MessageFacts>> calls) {
        if (calls.size() == 1) {
            return countsOf(room, calls.get(0)).map(List::of);
        }
        List<Future<Answer>> answers = new ArrayList<>(calls.size());
        Map<MessageFacts, Integer> places = new LinkedHashMap<>();
        int from = 0;
        for (int i = 0; i < calls.size(); i++) {
            if (places.size() + calls.get(i).size() > MAX_MESSAGES) {
                answers.addAll(parts(room, calls.subList(from, i), places));
                places = new LinkedHashMap<>();
                from = i;
            }
            for (MessageFacts message : calls.get(i)) {
                places.putIfAbsent(message, places.size());
            }
        }
        answers.addAll(parts(room, calls.subList(from, calls.size()), places));
        return Future.all(answers).map(CompositeFuture::list);
    }

    /** @param places of the messages in what is asked of all these calls together */
    private List<Future<Answer>> parts(long room, List<List<MessageFacts>> calls, Map<MessageFacts, Integer> places) {
        Future<Answer> whole = countsOf(room, List.copyOf(places.keySet()));
        List<Future<Answer>> parts = new ArrayList<>(calls.size());
        for (List<MessageFacts> call : calls) {
            parts.add(whole.map(answer -> {
                List<Optional<Counts>> counts = new ArrayList<>(call.size());
                for (MessageFacts message : call) {
                    counts.add(answer.counts().get(places.getOrDefault(message, 0)));
                }
                return new Answer(counts, answer.cold());
            }));
        }
        return parts;
    }

    private Future<Answer> countsOf(long room, List<MessageFacts> messages) {
        return links.run(Script.COUNTS, COUNTS_MILLIS, false, 1, request -> request.arg(
                                Keys.partition(partitionOf(room)))
                        .arg(LEASE_MICROS)
                        .arg(Keys.unit(IndexUnit.room(room)))
                        .arg(packed(messages)))
                .map(reply -> answer(messages, reply.toBuffer()));
    }

    /** As counts.lua takes them. */
    private static Buffer packed(List<MessageFacts> messages) {
        Buffer packed = Buffer.buffer(messages.size() * MESSAGE_BYTES);
        for (MessageFacts message : messages) {
            packed.appendLong(message.timeline())
                    .appendLong(message.position())
                    .appendLong(message.clock())
                    .appendLong(message.audience())
                    .appendLong(message.sender())
                    .appendLong(message.senderVersion())
                    .appendByte((byte) (message.senderWasMember() ? 1 : 0));
        }
        return packed;
    }

    private static Answer answer(List<MessageFacts> messages, Buffer reply) {
        boolean leased = reply.length() > 0;
        if (leased && reply.length() != 1 + messages.size() * COUNTS_BYTES) {
            throw new StorageException.Broken("Redis answered " + reply.length() + " bytes of counts", null);
        }
        List<Optional<Counts>> counts = new ArrayList<>(messages.size());
        Set<IndexUnit> cold = new HashSet<>();
        if (leased && reply.getByte(0) == 0) {
            cold.add(IndexUnit.room(messages.get(0).room()));
        }
        for (int i = 0; i < messages.size(); i++) {
            int at = 1 + i * COUNTS_BYTES;
            int read = leased ? reply.getInt(at) : -2;
            if (read == -3) {
                counts.add(Optional.of(Counts.DELETED));
                continue;
            }
            if (read >= 0) {
                counts.add(Optional.of(new Counts(read, reply.getInt(at + Integer.BYTES))));
                continue;
            }
            counts.add(Optional.empty());
            if (read == -1) {
                cold.add(IndexUnit.timeline(
                        messages.get(i).room(), messages.get(i).timeline()));
            }
        }
        return new Answer(counts, cold);
    }

    @Override
    public Future<List<Partition>> states() {
        List<Future<Partition>> all =
                IntStream.range(0, Keys.PARTITIONS).mapToObj(this::state).toList();
        return Future.all(all).map(v -> all.stream().map(Future::result).toList());
    }

    private Future<Partition> state(int number) {
        return links.run(Script.STATES, WRITE_MILLIS, false, 1, request -> request.arg(Keys.partition(number)))
                .map(reply -> {
                    String epoch = reply.get(0).toString();
                    Map<Long, Long> cursor = new HashMap<>();
                    for (int i = 2; i + 1 < reply.size(); i += 2) {
                        cursor.put(number(reply, i), number(reply, i + 1));
                    }
                    return new Partition(number, epoch.isEmpty() ? null : epoch, cursor, number(reply, 1));
                });
    }

    @Override
    public Future<Shipped> ship(Shipment shipment) {
        List<List<String>> pieces = Encoding.changes(shipment.changes());
        Future<Long> missed = Future.succeededFuture(0L);
        for (int i = 0; i < pieces.size(); i++) {
            List<String> piece = pieces.get(i);
            boolean last = i == pieces.size() - 1;
            missed = missed.compose(before -> ship(shipment, piece, last, before));
        }
        return missed.map(count -> new Shipped(Math.toIntExact(count)));
    }

    /** Ships one piece; the cursor and the lease move with the last. @return how many changes missed theirs so far */
    private Future<Long> ship(Shipment shipment, List<String> changes, boolean last, long missedBefore) {
        Map<Long, Advance> advances = last ? shipment.advances() : Map.of();
        Set<Long> forget = last ? shipment.forget() : Set.of();
        return write(Script.SHIP, shipment.partition(), request -> {
                    request.arg(orEmpty(shipment.epoch()))
                            .arg(shipment.complete() ? 1 : 0)
                            .arg(missedBefore)
                            .arg(last ? shipment.leaseFromMicros() : 0)
                            .arg(LEASE_MICROS)
                            .arg(SILENCE_MICROS)
                            .arg(advances.size());
                    advances.forEach((lane, advance) ->
                            request.arg(lane).arg(advance.from()).arg(advance.to()));
                    request.arg(forget.size());
                    forget.forEach(request::arg);
                    changes.forEach(request::arg);
                })
                .map(reply -> missedBefore + reply.toLong());
    }

    @Override
    public Future<Boolean> reset(
            int partition, @Nullable String expected, Map<Long, Long> cursor, long leaseFromMicros) {
        String epoch = randomName();
        return write(Script.RESET, partition, request -> {
                    request.arg(orEmpty(expected))
                            .arg(epoch)
                            .arg(leaseFromMicros)
                            .arg(LEASE_MICROS);
                    cursor.forEach((lane, n) -> request.arg(lane).arg(n));
                })
                .map(reply -> reply.toLong() == 1);
    }

    @Override
    public Future<Optional<String>> beginBuild(IndexUnit unit) {
        String build = randomName();
        return write(Script.BEGIN, unit, request -> request.arg(build).arg(SILENCE_MICROS))
                .map(reply -> reply.toLong() == 1 ? Optional.of(build) : Optional.empty());
    }

    @Override
    public Future<Boolean> loadPage(IndexUnit unit, String build, int page, List<IndexEntry> entries) {
        List<List<String>> pieces = Encoding.entries(entries);
        Future<Boolean> loaded = Future.succeededFuture(true);
        for (int i = 0; i < pieces.size(); i++) {
            List<String> piece = pieces.get(i);
            int number = i;
            boolean last = i == pieces.size() - 1;
            loaded = loaded.compose(going -> going
                    ? write(Script.LOAD, unit, request -> {
                                request.arg(build).arg(page).arg(number).arg(last ? 1 : 0);
                                piece.forEach(request::arg);
                            })
                            .map(reply -> reply.toLong() == 1)
                    : Future.succeededFuture(false));
        }
        return loaded;
    }

    @Override
    public Future<Boolean> finishBuild(IndexUnit unit, String build) {
        return finish(unit, build, REPLAYS);
    }

    private Future<Boolean> finish(IndexUnit unit, String build, int tries) {
        return write(Script.FINISH, unit, request -> request.arg(build).arg(REPLAYED_AT_ONCE))
                .compose(reply -> {
                    if (reply.toLong() != 1) {
                        return Future.succeededFuture(reply.toLong() == 0);
                    }
                    return tries > 1
                            ? finish(unit, build, tries - 1)
                            : drop(unit).map(false);
                });
    }

    @Override
    public Future<Void> drop(IndexUnit unit) {
        return write(Script.DROP, unit, request -> {}).mapEmpty();
    }

    private Future<Response> write(Script script, IndexUnit unit, Consumer<Request> arguments) {
        return write(script, partitionOf(unit.room()), request -> {
            request.arg(Keys.unit(unit));
            arguments.accept(request);
        });
    }

    private Future<Response> write(Script script, int partition, Consumer<Request> arguments) {
        return links.run(script, WRITE_MILLIS, true, 1, request -> {
            request.arg(Keys.partition(partition));
            arguments.accept(request);
        });
    }

    private static long number(Response reply, int index) {
        Long number = reply.get(index).toLong();
        if (number == null) {
            throw new StorageException.Broken("Redis answered no number", null);
        }
        return number;
    }

    private static String orEmpty(@Nullable String epoch) {
        return epoch == null ? "" : epoch;
    }

    private static String randomName() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        return new UUID(random.nextLong(), random.nextLong()).toString();
    }
}
