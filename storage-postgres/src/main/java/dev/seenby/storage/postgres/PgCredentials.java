package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Credentials;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Credentials as rows of {@code credential}, attempts to sign in as rows of {@code sign_in_attempt}. */
final class PgCredentials implements Credentials {
    private static final String COLUMNS =
            " c.kind, c.hash, c.name as credential_name, c.expires_at, c.details as credential_details ";
    private static final String VALID = " (c.expires_at is null or c.expires_at > clock_timestamp()) ";

    private static final String OF = "select" + COLUMNS + """
            from credential c join person p on p.id = c.person and p.deleted_at is null
            where c.person = $1::bigint and""" + VALID + "order by c.id";
    /** Columns by name: a prepared statement that answers with all of a table fails when a later version adds one. */
    private static final String HOLDER =
            "select p.*," + COLUMNS + """
            from credential c
            join (select\s""" + PgPeople.COLUMNS + """
             from person where app = $1::bigint and deleted_at is null) p on p.id = c.person
            where c.hash = $3::text and c.kind = any($2::text[]) and""" + VALID + "order by c.id limit 1";

    private static final String KEPT = """
            select 1 from credential c
            where c.person = $1::bigint and c.kind = $2::text and c.hash = $3::text and""" + VALID + "limit 1";
    private static final String REMOVE =
            "delete from credential where person = $1::bigint and kind = $2::text and hash = $3::text";

    /** The row's lock lets attempts made at once be counted one after the other. */
    private static final String ATTEMPT = """
            insert into sign_in_attempt as a (person, failed, since) values ($1::bigint, 1, now())
            on conflict (person) do update
            set failed = case when a.since > now() - $3::bigint * interval '1 microsecond' then a.failed + 1 else 1 end,
                since = case when a.since > now() - $3::bigint * interval '1 microsecond' then a.since else now() end
            where a.failed < $2::int or a.since <= now() - $3::bigint * interval '1 microsecond'""";

    private static final String SUCCEEDED = "delete from sign_in_attempt where person = $1::bigint";

    private final Database database;
    private final Touching touching;

    PgCredentials(Database database, Touching touching) {
        this.database = database;
        this.touching = touching;
    }

    @Override
    public Future<Void> add(long person, Credential credential) {
        Supplier<Future<Void>> adding = () -> database.write(
                c -> PgPeople.changed(c, person).compose(done -> PgPeople.insert(c, person, credential)));
        // What only comes anew changes nothing for those who are signed in.
        return PgPeople.isOnlyOne(credential) || credential.name() != null
                ? touching.person(person, adding)
                : adding.get();
    }

    @Override
    public Future<List<Credential>> of(long person) {
        return database.read(OF, Tuple.of(person)).map(rows -> Database.list(rows, PgCredentials::credential));
    }

    @Override
    public Future<Optional<Holder>> holder(long app, Set<Credential.Kind> kinds, String hash) {
        return database.read(HOLDER, Tuple.of(app, strings(kinds, Credential.Kind::name), hash))
                .map(rows -> Database.first(rows, row -> new Holder(PgPeople.person(row), credential(row))));
    }

    @Override
    public Future<Boolean> remove(long person, Credential.Kind kind, String hash) {
        Tuple which = Tuple.of(person, kind.name(), hash);
        // The app is locked before its people's credentials, here as where they are added.
        return touching.person(
                person,
                () -> database.write(c -> c.preparedQuery(KEPT)
                        .execute(which)
                        .compose(kept -> kept.size() == 0
                                ? Future.succeededFuture(false)
                                : PgPeople.changed(c, person)
                                        .compose(locked ->
                                                c.preparedQuery(REMOVE).execute(which))
                                        .map(removed -> removed.rowCount() > 0))));
    }

    @Override
    public Future<Boolean> attempt(long person, int most, Duration window) {
        long micros = TimeUnit.MICROSECONDS.convert(window);
        return database.write(c -> c.preparedQuery(ATTEMPT).execute(Tuple.of(person, most, micros)))
                .map(counted -> counted.rowCount() > 0);
    }

    @Override
    public Future<Void> succeeded(long person) {
        return database.write(c -> c.preparedQuery(SUCCEEDED).execute(Tuple.of(person)))
                .mapEmpty();
    }

    private static Credential credential(Row row) {
        OffsetDateTime expiresAt = row.getOffsetDateTime("expires_at");
        return new Credential(
                Credential.Kind.valueOf(row.getString("kind")),
                row.getString("hash"),
                row.getString("credential_name"),
                expiresAt == null ? null : expiresAt.toInstant(),
                row.getString("credential_details"));
    }
}
