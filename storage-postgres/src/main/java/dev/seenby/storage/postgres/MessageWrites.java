package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.booleans;
import static dev.seenby.storage.postgres.Columns.ints;
import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;
import static dev.seenby.storage.postgres.Columns.times;

import dev.seenby.storage.IndexChange;
import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.Message;
import dev.seenby.storage.MessageFacts;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.postgres.MessageStatements.Found;
import dev.seenby.storage.postgres.MessageStatements.Place;
import dev.seenby.storage.postgres.MessageStatements.RoomState;
import dev.seenby.storage.postgres.MessageStatements.TimelineState;
import dev.seenby.storage.postgres.ReadWrites.Head;
import dev.seenby.storage.postgres.ReadWrites.Key;
import dev.seenby.storage.postgres.RoomWriter.Send;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Appends a batch of messages, each read by its own sender. */
final class MessageWrites {
    private static final String CLOCKS = """
            update room r set clock = k.clock, last_message_at = greatest(r.last_message_at, k.at)
            from (
                select id, max(clock) as clock, max(at) as at
                from unnest($1::bigint[], $2::bigint[], $3::timestamptz[]) k (id, clock, at) group by id) k
            where r.id = k.id""";
    private static final String POSITIONS = """
            update timeline t set last_position = k.last
            from unnest($1::bigint[], $2::bigint[]) k (id, last) where t.id = k.id""";
    private static final String MESSAGES = """
            insert into message (id, app, string_id, room, clock, timeline, position, sender, sender_version,
                sender_was_member, audience, sent_at, text, payload, parent, topic, random, updated_at,
                topic_folded, elsewhere)
            select * from unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[],
                $7::bigint[], $8::bigint[], $9::bigint[], $10::boolean[], $11::int[], $12::timestamptz[], $13::text[],
                $14::text[], $15::bigint[], $16::text[], $17::bigint[], $18::timestamptz[],
                $19::text[], $20::boolean[])""";

    /** A message about to be inserted. */
    private record Appended(long app, NewMessage wish, Message message) {
        MessageFacts facts() {
            return message.facts();
        }
    }

    private final Found found;
    private final Map<Long, Long> clocks = new LinkedHashMap<>();
    private final Map<Long, Long> lasts = new LinkedHashMap<>();
    private final Map<Long, Long> newest;
    private final Map<Key, Head> heads;
    private final Map<Key, Positions> lastRuns;
    private final Map<Key, Positions> before;
    private final ReadWrites reads = new ReadWrites();
    private final ThreadWrites threads = new ThreadWrites();
    private final List<Appended> appended = new ArrayList<>();

    private MessageWrites(Found found) {
        this.found = found;
        this.newest = new LinkedHashMap<>(found.newest());
        this.heads = new LinkedHashMap<>(found.heads());
        this.lastRuns = new LinkedHashMap<>(found.lastRuns());
        this.before = Map.copyOf(found.lastRuns());
    }

    static Future<Written> send(SqlConnection c, List<Send> sends) {
        List<NewMessage> wishes = sends.stream().map(send -> send.input).toList();
        return MessageStatements.find(c, wishes).map(found -> {
            MessageWrites writes = new MessageWrites(found);
            for (int i = 0; i < sends.size(); i++) {
                writes.decide(i, sends.get(i));
            }
            return writes.sendTo(c);
        });
    }

    private void decide(int number, Send send) {
        NewMessage wish = send.input;
        RoomState room = found.rooms().get(wish.room());
        Message same = found.same().get(number);
        Boolean member = found.senders().get(number);
        if (room == null) {
            send.fails(new StorageException.NotFound("room"));
        } else if (member == null) {
            send.fails(new StorageException.NotFound("person"));
        } else if (same != null) {
            if (same.facts().room() == wish.room() && same.facts().sender() == wish.sender()) {
                send.succeeds(same);
            } else {
                send.fails(new StorageException.Conflict(StorageException.Conflict.Of.MESSAGE_ID));
            }
        } else if (wish.parent() != null && !found.parents().containsKey(number)) {
            send.fails(new StorageException.NotFound("message"));
        } else if (wish.id() != null && wish.id() <= newest.getOrDefault(wish.room(), 0L)) {
            send.fails(new StorageException.Conflict(StorageException.Conflict.Of.MESSAGE_ID));
        } else {
            send.succeeds(append(number, wish, room, member));
        }
    }

    private Message append(int number, NewMessage wish, RoomState room, boolean member) {
        TimelineState timeline = Objects.requireNonNull(found.timelines().get(Place.of(wish.room(), wish.timeline())));
        long clock = clocks.merge(wish.room(), room.clock() + 1, (old, first) -> old + 1);
        long position = lasts.merge(timeline.id(), timeline.last() + 1, (old, first) -> old + 1);
        Key key = new Key(timeline.id(), wish.sender());
        Head head = Objects.requireNonNull(heads.get(key));
        Head after = new Head(head.version() + 1, head.gone());
        heads.put(key, after);
        Positions last = lastRuns.get(key);
        Positions run = new Positions(last != null && last.last() == position - 1 ? last.first() : position, position);
        lastRuns.put(key, run);
        Instant sentAt =
                wish.sentAt() == null ? found.now().toInstant() : wish.sentAt().truncatedTo(ChronoUnit.MILLIS);
        reads.insertSpan(key, new Positions(position, position), Columns.time(sentAt), true);
        reads.head(key, after.version(), after.gone());
        reads.change(new IndexChange.Share(
                IndexUnit.timeline(wish.room(), timeline.id()),
                wish.sender(),
                after.version(),
                after.gone(),
                after.gone(),
                List.of(),
                List.of(run)));
        rememberRun(key, run);
        MessageFacts facts = new MessageFacts(
                wish.id() == null ? found.ids().get(number) : wish.id(),
                wish.room(),
                clock,
                timeline.id(),
                wish.timeline().kind(),
                position,
                wish.sender(),
                after.version(),
                member,
                room.size() - (member ? 1 : 0));
        Message message = new Message(
                facts,
                wish.stringId(),
                sentAt,
                wish.text(),
                wish.payload(),
                wish.parent(),
                wish.topic(),
                wish.updatedAt() == null ? sentAt : wish.updatedAt().truncatedTo(ChronoUnit.MILLIS),
                null);
        newest.put(wish.room(), facts.id());
        threads.sent(wish, message, found.parents().get(number));
        appended.add(new Appended(room.app(), wish, message));
        return message;
    }

    /** The newest form of each run of the batch; a later message may make it longer. */
    private final Map<Key, Map<Long, Positions>> runs = new LinkedHashMap<>();

    private void rememberRun(Key key, Positions run) {
        runs.computeIfAbsent(key, k -> new LinkedHashMap<>()).put(run.first(), run);
    }

    private Written sendTo(SqlConnection c) {
        if (appended.isEmpty()) {
            return Written.NOTHING;
        }
        runs.forEach((key, byFirst) -> byFirst.values().forEach(run -> {
            Positions former = before.get(key);
            if (former != null && former.first() == run.first()) {
                reads.extendRun(key, run);
            } else {
                reads.insertRun(key, run);
            }
        }));
        List<Future<?>> sent = new ArrayList<>();
        sent.add(c.preparedQuery(CLOCKS)
                .execute(Tuple.of(
                        longs(appended, m -> m.facts().room()),
                        longs(appended, m -> m.facts().clock()),
                        times(appended, m -> Columns.time(m.message().sentAt())))));
        sent.add(c.preparedQuery(POSITIONS).execute(pairs(lasts)));
        sent.add(c.preparedQuery(MESSAGES).execute(columns()));
        sent.addAll(threads.sendTo(c));
        sent.addAll(reads.sendTo(c));
        // Of what is imported nobody is told.
        List<Appended> told =
                appended.stream().filter(m -> m.wish().sentAt() == null).toList();
        if (!told.isEmpty()) {
            sent.add(WebhookWrites.sent(c, longs(told, m -> m.facts().room()), longs(told, m -> m.facts()
                    .clock())));
        }
        return new Written(reads.changes(), sent);
    }

    private static Tuple pairs(Map<Long, Long> map) {
        return Tuple.of(longs(map.keySet()), longs(map.values()));
    }

    private Tuple columns() {
        List<@Nullable Object> columns = new ArrayList<>();
        columns.add(longs(appended, m -> m.facts().id()));
        columns.add(longs(appended, Appended::app));
        columns.add(strings(appended, m -> m.wish().stringId()));
        columns.add(longs(appended, m -> m.facts().room()));
        columns.add(longs(appended, m -> m.facts().clock()));
        columns.add(longs(appended, m -> m.facts().timeline()));
        columns.add(longs(appended, m -> m.facts().position()));
        columns.add(longs(appended, m -> m.facts().sender()));
        columns.add(longs(appended, m -> m.facts().senderVersion()));
        columns.add(booleans(appended, m -> m.facts().senderWasMember()));
        columns.add(ints(appended, m -> m.facts().audience()));
        columns.add(times(appended, m -> Columns.time(m.message().sentAt())));
        columns.add(strings(appended, m -> m.wish().text()));
        columns.add(strings(appended, m -> m.wish().payload()));
        columns.add(longs(appended, m -> m.wish().parent()));
        columns.add(strings(appended, m -> m.wish().topic()));
        columns.add(longs(appended, m -> m.wish().random()));
        columns.add(times(
                appended,
                m -> m.wish().updatedAt() == null
                        ? null
                        : Columns.time(m.message().updatedAt())));
        columns.add(
                strings(appended, m -> MessageStatements.topicFolded(m.wish().topic())));
        columns.add(booleans(
                appended,
                m -> MessageStatements.isElsewhere(m.wish().timeline(), m.wish().topic())));
        return Tuple.from(columns);
    }
}
