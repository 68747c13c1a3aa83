package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.strings;

import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.Apps;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.StorageException;
import dev.seenby.storage.StorageException.Conflict;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.Tuple;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;

/** Apps as rows of {@code app} and {@code app_host}; their secret keys are sealed. */
final class PgApps implements Apps {
    /** Ids that the storage chooses look like those of Tencent. */
    private static final long FIRST_CHOSEN = 1_400_000_001L;

    private static final long LAST = 4_294_967_295L;
    private static final int CHOICES = 20;

    private static final String SELECT = """
            select a.sdk_app_id, a.name, a.calls_per_second, a.ceiling_per_second, a.calls_per_second_per_person, a.secret_key, a.administrator,
                a.created_at, a.version,
                array(select h.host from app_host h where h.app = a.sdk_app_id order by h.host) as hosts
            from app a
           \s""";
    private static final String BY_ID = SELECT + "where a.sdk_app_id = $1::bigint";
    /** A subquery, so that the default app is looked for only if no app lists the host. */
    private static final String BY_HOST = SELECT + """
            where a.sdk_app_id = coalesce(
                (select h.app from app_host h where h.host = $1::text),
                (select d.sdk_app_id from app d where d.is_default))""";

    private static final String LIST = SELECT + "where a.sdk_app_id > $1::bigint order by a.sdk_app_id limit $2::int";

    private static final String INSERT = """
            insert into app (sdk_app_id, name, calls_per_second, ceiling_per_second, calls_per_second_per_person, secret_key,
                administrator, is_default)
            values ($1::bigint, $2::text, $3::int, $4::int, $5::int, $6::bytea, $7::text, $8::boolean)""";
    private static final String INSERT_HOSTS =
            "insert into app_host (app, host) select $1::bigint, host from unnest($2::text[]) host";

    private static final String SETTINGS = "select name, value from app_setting where app = $1::bigint";
    /** Locks the app, so that two changes of its settings do not meet. */
    private static final String CHANGED = "update app set version = version + 1 where sdk_app_id = $1::bigint";

    private static final String CHANGE_SETTINGS = """
            insert into app_setting (app, name, value)
            select $1::bigint, k.name, k.value from unnest($2::text[], $3::text[]) k (name, value)
            on conflict (app, name) do update set value = excluded.value""";

    private final Database database;
    private final SecretBox box;

    PgApps(Database database, SecretBox box) {
        this.database = database;
        this.box = box;
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
        Buffer secret = Buffer.buffer(box.seal(id, app.secretKey()));
        return database.write(c -> c.preparedQuery(INSERT)
                .execute(Tuple.of(
                        id,
                        app.name(),
                        app.callsPerSecond(),
                        app.ceilingPerSecond(),
                        app.callsPerSecondPerPerson(),
                        secret,
                        app.owner().userId(),
                        app.hosts().isEmpty()))
                .compose(made -> c.preparedQuery(INSERT_HOSTS).execute(Tuple.of(id, strings(app.hosts()))))
                .compose(made -> PgPeople.insert(c, id, app.owner(), app.ownerCredentials()))
                .compose(owner -> c.preparedQuery(BY_ID)
                        .execute(Tuple.of(id))
                        .map(rows -> new Created(app(rows.iterator().next()), owner))));
    }

    @Override
    public Future<Optional<App>> bySdkAppId(long sdkAppId) {
        return database.read(BY_ID, Tuple.of(sdkAppId)).map(rows -> Database.first(rows, this::app));
    }

    @Override
    public Future<Optional<App>> byHost(String host) {
        return database.read(BY_HOST, Tuple.of(host)).map(rows -> Database.first(rows, this::app));
    }

    @Override
    public Future<List<App>> list(long after, int limit) {
        return database.read(LIST, Tuple.of(after, limit)).map(rows -> Database.list(rows, this::app));
    }

    private App app(Row row) {
        long id = row.getLong("sdk_app_id");
        return new App(
                id,
                row.getString("name"),
                Arrays.asList(row.getArrayOfStrings("hosts")),
                row.getInteger("calls_per_second"),
                row.getInteger("ceiling_per_second"),
                row.getInteger("calls_per_second_per_person"),
                box.open(id, row.getBuffer("secret_key").getBytes()),
                row.getString("administrator"),
                row.getOffsetDateTime("created_at").toInstant(),
                row.getLong("version"),
                AppOptions.NONE);
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
        return database.write(c -> c.preparedQuery(CHANGED)
                .execute(Tuple.of(app))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(new StorageException.NotFound("app"))
                        : c.preparedQuery(CHANGE_SETTINGS)
                                .execute(Tuple.of(
                                        app,
                                        strings(entries, Map.Entry::getKey),
                                        strings(entries, Map.Entry::getValue))))
                .mapEmpty());
    }

    @Override
    public Future<App> change(long sdkAppId, UnaryOperator<App> change) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Void> delete(long sdkAppId) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<List<Long>> deleted(int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Future<Boolean> purge(long sdkAppId) {
        throw new UnsupportedOperationException();
    }
}
