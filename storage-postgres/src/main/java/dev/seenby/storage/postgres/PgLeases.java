package dev.seenby.storage.postgres;

import dev.seenby.storage.Leases;
import io.vertx.core.Future;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;

/** Leases as rows of {@code lease}. */
final class PgLeases implements Leases {
    private static final String HOLD = """
            insert into lease as l (name, holder, until)
            values ($1::text, $2::text, clock_timestamp() + $3::bigint * interval '1 ms')
            on conflict (name) do update set holder = excluded.holder, until = excluded.until
            where l.holder = excluded.holder or l.until <= clock_timestamp()""";

    private static final String RELEASE = "delete from lease where name = $1::text and holder = $2::text";

    private final Database database;

    PgLeases(Database database) {
        this.database = database;
    }

    @Override
    public Future<Boolean> hold(String name, String holder, Duration lasting) {
        return database.write(c -> c.preparedQuery(HOLD)
                .execute(Tuple.of(name, holder, lasting.toMillis()))
                .map(rows -> rows.rowCount() > 0));
    }

    @Override
    public Future<Void> release(String name, String holder) {
        return database.write(
                c -> c.preparedQuery(RELEASE).execute(Tuple.of(name, holder)).mapEmpty());
    }
}
