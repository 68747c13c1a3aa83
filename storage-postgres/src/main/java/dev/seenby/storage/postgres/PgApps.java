package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.App;
import dev.seenby.storage.Apps;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Apps as rows of {@code app} and {@code app_host}; their secret keys are sealed. */
final class PgApps implements Apps {
    /** Ids that the storage chooses look like those of Tencent. */
    private static final long FIRST_CHOSEN = 1_400_000_001L;

    private static final long LAST = 4_294_967_295L;
    private static final int CHOICES = 20;

    private static final String SELECT = """
            select a.sdk_app_id, a.name, a.calls_per_second, a.ceiling_per_second, a.calls_per_second_per_person, a.secret_key, a.administrator,
                a.created_at, a.version,
                a.call_limits, a.messages_per_second_per_group, a.keep_reads_days, a.switched_off, a.webhook_url,
                a.webhook_secret, a.webhook_events,
                array(select h.host from app_host h where h.app = a.sdk_app_id order by h.host) as hosts
            from app a
            where a.deleted_at is null and\s""";
    private static final String BY_ID = SELECT + "a.sdk_app_id = $1::bigint";
    private static final String LOCKED = BY_ID + " for no key update";
    /** A subquery, so that the default app is looked for only if no app lists the host. */
    private static final String BY_HOST = SELECT + """
            a.sdk_app_id = coalesce(
                (select h.app from app_host h where h.host = $1::text),
                (select d.sdk_app_id from app d where d.is_default))""";

    private static final String LIST = SELECT + "a.sdk_app_id > $1::bigint order by a.sdk_app_id limit $2::int";

    private static final String INSERT = """
            insert into app (sdk_app_id, name, calls_per_second, ceiling_per_second, calls_per_second_per_person, is_default,
                secret_key, call_limits, messages_per_second_per_group, keep_reads_days, switched_off, webhook_url,
                webhook_secret, webhook_events, administrator)
            values ($1::bigint, $2::text, $3::int, $4::int, $5::int, $6::boolean, $7::bytea, $8::text, $9::int, $10::int,
                $11::text[], $12::text, $13::bytea, $14::text[], $15::text)""";
    private static final String CHANGE = """
            update app
            set name = $2::text, calls_per_second = $3::int, ceiling_per_second = $4::int,
                calls_per_second_per_person = $5::int, is_default = $6::boolean, secret_key = $7::bytea,
                call_limits = $8::text, messages_per_second_per_group = $9::int, keep_reads_days = $10::int,
                switched_off = $11::text[], webhook_url = $12::text, webhook_secret = $13::bytea,
                webhook_events = $14::text[], version = version + 1
            where sdk_app_id = $1::bigint""";
    private static final String DROP_HOSTS =
            "delete from app_host where app = $1::bigint and not host = any($2::text[])";
    private static final String ADD_HOSTS = """
            insert into app_host (app, host)
            select $1::bigint, k.host from unnest($2::text[]) k (host)
            where not exists (select from app_host h where h.app = $1::bigint and h.host = k.host)""";
    private static final String DELETE = """
            update app set deleted_at = clock_timestamp(), is_default = false, version = version + 1
            where sdk_app_id = $1::bigint""";
    private static final String DELETED = """
            select sdk_app_id from app where deleted_at <= clock_timestamp() - $1::bigint * interval '1 ms'
            order by sdk_app_id limit $2::int""";
    private static final String INSERT_HOSTS =
            "insert into app_host (app, host) select $1::bigint, host from unnest($2::text[]) host";

    private static final String SETTINGS = "select name, value from app_setting where app = $1::bigint";
    /** Locks the app, so that two changes of its settings do not meet. */
    private static final String CHANGED =
            "update app set version = version + 1 where sdk_app_id = $1::bigint and deleted_at is null";

    private static final String CHANGE_SETTINGS = """
            insert into app_setting (app, name, value)
            select $1::bigint, k.name, k.value from unnest($2::text[], $3::text[]) k (name, value)
            on conflict (app, name) do update set value = excluded.value""";

    private final Database database;
    private final AppRows rows;
    private final AppPurge purge;
    private final Touching touching;

    PgApps(Database database, SecretBox box, Touching touching) {
        this.database = database;
        this.touching = touching;
        this.rows = new AppRows(box);
        this.purge = new AppPurge(database);
    }

    @Override
    public Future<Created> create(NewApp app) {
        Long given = app.sdkAppId();
        return given == null ? createChosen(app, CHOICES) : create(app, given);
    }

    private Future<Created> createChosen(NewApp app, int choices) {
        long id = ThreadLocalRandom.current().nextLong(FIRST_CHOSEN, LAST + 1);
        return create(app, id)
                .recover(e -> choices > 1 && e instanceof Conflict taken && taken.of() == Conflict.Of.SDK_APP_ID
                        ? createChosen(app, choices - 1)
                        : Future.failedFuture(e));
    }

    private Future<Created> create(NewApp app, long id) {
        Tuple row = rows.settings(new App(
                        id,
                        app.name(),
                        app.hosts(),
                        app.callsPerSecond(),
                        app.ceilingPerSecond(),
                        app.callsPerSecondPerPerson(),
                        app.secretKey(),
                        app.owner().userId(),
                        Instant.EPOCH,
                        1,
                        app.options()))
                .addString(app.owner().userId());
        return database.write(c -> c.preparedQuery(INSERT)
                .execute(row)
                .compose(made -> c.preparedQuery(INSERT_HOSTS).execute(Tuple.of(id, strings(app.hosts()))))
                .compose(made -> PgPeople.insert(c, id, app.owner(), app.ownerCredentials()))
                .compose(owner -> c.preparedQuery(BY_ID)
                        .execute(Tuple.of(id))
                        .map(found -> new Created(rows.app(found.iterator().next()), owner))));
    }

    @Override
    public Future<Optional<App>> bySdkAppId(long sdkAppId) {
        return database.read(BY_ID, Tuple.of(sdkAppId)).map(found -> Database.first(found, rows::app));
    }

    @Override
    public Future<Optional<App>> byHost(String host) {
        return database.read(BY_HOST, Tuple.of(host)).map(found -> Database.first(found, rows::app));
    }

    @Override
    public Future<List<App>> list(long after, int limit) {
        return database.read(LIST, Tuple.of(after, limit)).map(found -> Database.list(found, rows::app));
    }

    @Override
    public Future<Map<String, String>> settings(long app) {
        return database.read(SETTINGS, Tuple.of(app)).map(rows -> {
            Map<String, String> settings = new HashMap<>();
            rows.forEach(row -> settings.put(row.getString("name"), row.getString("value")));
            return Map.copyOf(settings);
        });
    }

    @Override
    public Future<Void> changeSettings(long app, Map<String, String> values) {
        List<Map.Entry<String, String>> entries = List.copyOf(values.entrySet());
        return touching.app(
                app,
                () -> database.write(c -> c.preparedQuery(CHANGED)
                        .execute(Tuple.of(app))
                        .compose(rows -> rows.rowCount() == 0
                                ? Future.failedFuture(unknown())
                                : c.preparedQuery(CHANGE_SETTINGS)
                                        .execute(Tuple.of(
                                                app,
                                                strings(entries, Map.Entry::getKey),
                                                strings(entries, Map.Entry::getValue))))
                        .mapEmpty()));
    }

    @Override
    public Future<App> change(long sdkAppId, UnaryOperator<App> change) {
        return locked(sdkAppId, change, (c, app) -> c.preparedQuery(CHANGE)
                .execute(rows.settings(app))
                .compose(made -> c.preparedQuery(DROP_HOSTS).execute(Tuple.of(sdkAppId, strings(app.hosts()))))
                .compose(made -> c.preparedQuery(ADD_HOSTS).execute(Tuple.of(sdkAppId, strings(app.hosts()))))
                .compose(made -> c.preparedQuery(BY_ID).execute(Tuple.of(sdkAppId)))
                .map(found -> rows.app(found.iterator().next())));
    }

    @Override
    public Future<Void> delete(long sdkAppId, Consumer<App> check) {
        UnaryOperator<App> checked = app -> {
            check.accept(app);
            return app;
        };
        return locked(sdkAppId, checked, (c, app) -> c.preparedQuery(DELETE)
                .execute(Tuple.of(sdkAppId))
                .compose(made -> c.preparedQuery(DROP_HOSTS).execute(Tuple.of(sdkAppId, strings(List.of()))))
                .mapEmpty());
    }

    /** Writes what the caller makes of the app, under its lock. */
    private <T> Future<T> locked(
            long sdkAppId, UnaryOperator<App> callers, BiFunction<SqlConnection, App, Future<T>> write) {
        // What the caller's part throws is theirs, and not to be told in the storage's words.
        AtomicReference<@Nullable Throwable> thrown = new AtomicReference<>();
        return database.<T>write(c -> c.preparedQuery(LOCKED)
                        .execute(Tuple.of(sdkAppId))
                        .map(found -> Database.first(found, rows::app).orElseThrow(PgApps::unknown))
                        .compose(app -> Future.succeededFuture(app).map(callers).onFailure(thrown::set))
                        .compose(app -> write.apply(c, app)))
                .recover(failure -> Future.failedFuture(Objects.requireNonNullElse(thrown.get(), failure)));
    }

    @Override
    public Future<List<Long>> deleted(Duration ago, int limit) {
        return database.read(DELETED, Tuple.of(ago.toMillis(), limit))
                .map(found -> Database.list(found, row -> row.getLong("sdk_app_id")));
    }

    @Override
    public Future<Boolean> purge(long sdkAppId) {
        return purge.part(sdkAppId);
    }

    private static StorageException unknown() {
        return new StorageException.NotFound("app");
    }
}
