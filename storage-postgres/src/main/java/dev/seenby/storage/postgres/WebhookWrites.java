package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.ints;
import static dev.seenby.storage.postgres.Columns.longs;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Positions;
import dev.seenby.storage.Webhooks;
import dev.seenby.storage.postgres.ReadWrites.Key;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * Queues what a transaction does for the webhooks of the apps that ask for it: one statement a transaction, which asks the app's
 * row itself, so that no node can be wrong about what is wanted.
 *
 * <p>The order of the ids is an order of what happened, as far as there is one. An id is taken by a statement that is sent after
 * the locks are held: of the room for messages, joins, leaves and deletions, of the heads for reads. So of two acts that meet in
 * one of these rows the second takes its id when the first is committed. And whatever an act has seen of another (a mark the
 * message that it reads) is committed, so its id was taken before. Acts of which neither holds have no order.
 */
final class WebhookWrites {
    /** Nothing else is evaluated while no app at all has a webhook. */
    private static final String WANTED = """
            join room r on r.id = %s and r.kind in ('PRIVATE', 'PUBLIC', 'MEETING')
            join app a on a.sdk_app_id = r.app and a.webhook_events @> array[%s] and a.deleted_at is null
            where exists (select from app w where w.webhook_events is not null)
            """;

    /** The timelines' kinds are compared here, after their number has become small. */
    static final String READS =
            """
            insert into webhook_event (app, room, kind, timeline, firsts, lasts, people)
            select r.app, r.id, 'READ', k.timeline, array_agg(k.first order by k.first), array_agg(k.last order by k.first),
                array[k.reader]
            from unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::int[])
                k (timeline, reader, first, last, part)
            join timeline t on t.id = k.timeline and t.kind <> 'SILENT'
            """ + WANTED.formatted("t.room", "'READ'") + "group by r.app, r.id, k.timeline, k.reader, k.part";

    private static final String MESSAGES = """
            insert into webhook_event (app, room, kind, firsts, lasts)
            select r.app, r.id, $3::text, array[k.clock], array[k.clock]
            from unnest($1::bigint[], $2::bigint[]) with ordinality k (room, clock, ord)
            """ + WANTED.formatted("k.room", "$3::text") + "order by k.ord";

    private static final String PEOPLE =
            """
            insert into webhook_event (app, room, kind, people)
            select r.app, r.id, $2::text, array_agg(k.person order by k.ord)
            from unnest($3::bigint[], $4::int[]) with ordinality k (person, part, ord)
            """ + WANTED.formatted("$1::bigint", "$2::text") + "group by r.app, r.id, k.part order by k.part";

    private static final String GROUP_DELETED = """
            insert into webhook_event (app, room, kind)
            select r.app, r.id, 'GROUP_DELETED' from (select) one
            """ + WANTED.formatted("$1::bigint", "'GROUP_DELETED'");

    private final List<Long> timelines = new ArrayList<>();
    private final List<Long> readers = new ArrayList<>();
    private final List<Positions> stretches = new ArrayList<>();
    private final List<Integer> parts = new ArrayList<>();

    /** Somebody reads stretches that they had not read. */
    void read(Key key, List<Positions> newlyRead) {
        for (int i = 0; i < newlyRead.size(); i++) {
            timelines.add(key.timeline());
            readers.add(key.person());
            stretches.add(newlyRead.get(i));
            parts.add(i / Webhooks.MAX_OF_ONE);
        }
    }

    /** Sends the reads, waits for nothing. */
    void sendTo(SqlConnection c, List<Future<?>> sent) {
        if (!stretches.isEmpty()) {
            sent.add(c.preparedQuery(READS)
                    .execute(Tuple.of(
                            longs(timelines),
                            longs(readers),
                            longs(stretches, Positions::first),
                            longs(stretches, Positions::last),
                            ints(parts, part -> part))));
        }
    }

    /** Messages of any rooms, in the order in which they were sent. */
    static Future<?> sent(SqlConnection c, Object rooms, Object clocks) {
        return c.preparedQuery(MESSAGES).execute(Tuple.of(rooms, clocks, AppOptions.Event.SENT.name()));
    }

    static Future<?> recalled(SqlConnection c, long room, long clock) {
        return c.preparedQuery(MESSAGES)
                .execute(Tuple.of(longs(List.of(room)), longs(List.of(clock)), AppOptions.Event.RECALLED.name()));
    }

    /** @param kind {@code JOINED} or {@code LEFT} */
    static Future<?> moved(SqlConnection c, long room, AppOptions.Event kind, Collection<Long> people) {
        List<Integer> parts = new ArrayList<>();
        for (int i = 0; i < people.size(); i++) {
            parts.add(i / Webhooks.MAX_OF_ONE);
        }
        return c.preparedQuery(PEOPLE).execute(Tuple.of(room, kind.name(), longs(people), ints(parts, part -> part)));
    }

    static Future<?> deleted(SqlConnection c, long room) {
        return c.preparedQuery(GROUP_DELETED).execute(Tuple.of(room));
    }
}
