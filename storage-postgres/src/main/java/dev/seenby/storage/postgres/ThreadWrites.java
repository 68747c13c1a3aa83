package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.booleans;
import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.times;

import dev.seenby.storage.Message;
import dev.seenby.storage.NewMessage;
import dev.seenby.storage.postgres.MessageStatements.Parent;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What replies and mentions change beside the messages themselves, gathered over a batch of sends. */
final class ThreadWrites {
    private static final String THREADS = """
            insert into thread (parent, room, replies, last_reply_at, last_clock)
            select * from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::bigint[])
            on conflict (parent) do update
            set replies = thread.replies + excluded.replies,
                last_reply_at = greatest(thread.last_reply_at, excluded.last_reply_at),
                last_clock = greatest(thread.last_clock, excluded.last_clock)""";
    private static final String PARENTS = """
            update message m set updated_at = greatest(m.updated_at, m.sent_at, k.at)
            from unnest($1::bigint[], $2::timestamptz[]) k (id, at) where m.id = k.id""";
    /** In the order given, which is that of the followers' numbers. */
    private static final String FOLLOWERS = """
            insert into thread_follower (parent, person, room, seen_clock)
            select k.parent, k.person, k.room, k.seen
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[]) with ordinality
                k (parent, person, room, seen, replied, ord)
            where k.replied or exists (
                select from member m where m.room = k.room and m.person = k.person and m.present)
            order by k.ord
            on conflict (parent, person) do update
            set seen_clock = greatest(thread_follower.seen_clock, excluded.seen_clock)""";

    private static final String MENTIONS = """
            insert into message_mention (room, person, clock)
            select * from unnest($1::bigint[], $2::bigint[], $3::bigint[])""";

    private record Growth(long room, long replies, Instant lastAt, long lastClock) {
        Growth plus(Growth other) {
            return new Growth(
                    room,
                    replies + other.replies,
                    lastAt.isAfter(other.lastAt) ? lastAt : other.lastAt,
                    Math.max(lastClock, other.lastClock));
        }
    }

    private record Follower(long parent, long person, long room) {}

    /** @param replied whether they did; others follow only if they are members */
    private record Following(long seenClock, boolean replied) {
        Following or(Following other) {
            return new Following(Math.max(seenClock, other.seenClock), replied || other.replied);
        }
    }

    private record Mention(long room, long person, long clock) {}

    private final Map<Long, Growth> threads = new TreeMap<>();
    private final Map<Follower, Following> followers = new LinkedHashMap<>();
    private final List<Mention> mentions = new ArrayList<>();

    /** @param parent of a reply */
    void sent(NewMessage wish, Message message, @Nullable Parent parent) {
        long room = wish.room();
        long clock = message.facts().clock();
        wish.mentions().forEach(person -> mentions.add(new Mention(room, person, clock)));
        Long thread = wish.parent();
        if (thread == null || parent == null) {
            return;
        }
        threads.merge(thread, new Growth(room, 1, message.sentAt(), clock), Growth::plus);
        // With the first reply only: whoever wants to hear no more of it must not be called back by the next.
        if (!parent.hasThread()) {
            follow(new Follower(thread, parent.sender(), room), new Following(0, false));
        }
        follow(new Follower(thread, wish.sender(), room), new Following(clock, true));
        // Nobody is a member by the number 0.
        wish.mentions().stream()
                .sorted()
                .forEach(person -> follow(new Follower(thread, person, room), new Following(0, false)));
    }

    private void follow(Follower follower, Following following) {
        followers.merge(follower, following, Following::or);
    }

    /** Sends what there is to write, waits for nothing. */
    List<Future<?>> sendTo(SqlConnection c) {
        List<Future<?>> sent = new ArrayList<>();
        if (!threads.isEmpty()) {
            Object parents = longs(threads.keySet());
            Object lastTimes = times(threads.values(), growth -> Columns.time(growth.lastAt()));
            sent.add(c.preparedQuery(THREADS)
                    .execute(Tuple.of(
                            parents,
                            longs(threads.values(), Growth::room),
                            longs(threads.values(), Growth::replies),
                            lastTimes,
                            longs(threads.values(), Growth::lastClock))));
            sent.add(c.preparedQuery(PARENTS).execute(Tuple.of(parents, lastTimes)));
            sent.add(c.preparedQuery(FOLLOWERS)
                    .execute(Tuple.of(
                            longs(followers.keySet(), Follower::parent),
                            longs(followers.keySet(), Follower::person),
                            longs(followers.keySet(), Follower::room),
                            longs(followers.values(), Following::seenClock),
                            booleans(followers.values(), Following::replied))));
        }
        if (!mentions.isEmpty()) {
            sent.add(c.preparedQuery(MENTIONS)
                    .execute(Tuple.of(
                            longs(mentions, Mention::room),
                            longs(mentions, Mention::person),
                            longs(mentions, Mention::clock))));
        }
        return sent;
    }
}
