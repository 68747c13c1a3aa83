package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;
import static dev.seenby.storage.postgres.MessageStatements.fold;

import dev.seenby.storage.Credential;
import dev.seenby.storage.Listed;
import dev.seenby.storage.NewPerson;
import dev.seenby.storage.People;
import dev.seenby.storage.Person;
import dev.seenby.storage.PersonChange;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** People as rows of {@code person} and {@code credential}. */
final class PgPeople implements People {
    static final String COLUMNS = """
             id, app, user_id, rocketchat_id, zulip_id, username, name, email, role, bot, active, sends_read_receipts,
             avatar_url, deleted_at is not null as deleted, details, created_at""";

    /** Locks the app: its people's integers are given out one at a time. */
    private static final String NEXT_ZULIP_ID = """
            update app set next_zulip_id = (
                select min(n) + 1 from generate_series(next_zulip_id,
                    next_zulip_id + (select count(*) from person p where p.app = $1::bigint and p.zulip_id >= next_zulip_id)::int) n
                where not exists (select from person p where p.app = $1::bigint and p.zulip_id = n))
            where sdk_app_id = $1::bigint
            returning next_zulip_id - 1 as id""";

    private static final String INSERT = """
            insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded, name, email,
                email_folded, role, bot, active, avatar_url, details)
            values ($1::bigint, $2::text, $3::text, $4::int, $5::text, $6::text, $7::text, $8::text, $9::text, $10::text,
                $11::boolean, $12::boolean, $13::text, $14::text)
            returning\s""" + COLUMNS;
    private static final String UPDATE = """
            update person
            set name = coalesce($2::text, name), avatar_url = coalesce($3::text, avatar_url),
                role = coalesce($4::text, role), active = coalesce($5::boolean, active),
                sends_read_receipts = coalesce($6::boolean, sends_read_receipts)
            where id = $1::bigint and deleted_at is null returning\s""" + COLUMNS;

    /** The lock on the app, which every change takes first, keeps two owners from leaving each other alone. */
    private static final String OWNERS = """
            select count(*) as owners from person
            where app = $1::bigint and role = 'OWNER' and active and deleted_at is null""";

    private static final String IN_APP =
            "select " + COLUMNS + " from person where app = $1::bigint and deleted_at is null and ";
    private static final String BY_USER_IDS = IN_APP + "user_id = any($2::text[])";
    private static final String BY_ROCKETCHAT_IDS = IN_APP + "rocketchat_id = any($2::text[])";
    private static final String BY_USERNAMES = IN_APP + "username_folded = any($2::text[])";
    private static final String BY_ZULIP_IDS = IN_APP + "zulip_id = any($2::bigint[])";
    private static final String BY_EMAIL = IN_APP + "email_folded = $2::text";
    private static final String BY_IDS = "select " + COLUMNS + " from person where id = any($1::bigint[])";

    private static final String LIST = """
            select t.total, p.*
            from (select count(*) as total from person where app = $1::bigint and deleted_at is null) t
            left join lateral (
                select username_folded,\s""" + COLUMNS + """
             from person where app = $1::bigint and deleted_at is null
                order by username_folded collate "C" offset $2::bigint limit $3::int) p on true
            order by p.username_folded collate "C\"""";

    private static final String CHANGED = """
            update app set version = version + 1
            where sdk_app_id = (select app from person where id = $1::bigint and deleted_at is null)""";

    private static final String IS_DELETED = "select deleted_at is not null from person where id = $1::bigint";
    private static final String DELETE = """
            update person set deleted_at = clock_timestamp(), active = false
            where id = $1::bigint and deleted_at is null""";
    private static final String DROP_CREDENTIALS = "delete from credential where person = $1::bigint";
    private static final String FORGET_ATTEMPTS = "delete from sign_in_attempt where person = $1::bigint";

    /** What the new one takes the place of; and what has expired, so that it does not pile up. */
    private static final String REPLACE = """
            delete from credential
            where person = $1::bigint
                and (expires_at <= clock_timestamp() or kind = $2::text and ($3::boolean or name = $4::text))""";

    private static final String ADD = """
            insert into credential (person, kind, hash, name, expires_at, details)
            values ($1::bigint, $2::text, $3::text, $4::text, $5::timestamptz, $6::text)""";

    private final Database database;
    private final Touching touching;

    PgPeople(Database database, Touching touching) {
        this.database = database;
        this.touching = touching;
    }

    @Override
    public Future<Person> create(long app, NewPerson person, List<Credential> credentials) {
        return database.write(c -> insert(c, app, person, credentials));
    }

    @Override
    public Future<List<Person>> createAll(long app, List<NewPerson> people) {
        return database.write(c -> PeopleBatch.insert(c, app, people));
    }

    @Override
    public Future<Void> describe(long app, List<Profile> profiles) {
        return touching.app(app, () -> database.write(c -> PeopleBatch.describe(c, app, profiles)));
    }

    /** As a part of a transaction. */
    static Future<Person> insert(SqlConnection c, long app, NewPerson person, List<Credential> credentials) {
        Integer given = person.zulipId();
        Future<Integer> zulipId = given != null
                ? Future.succeededFuture(given)
                : c.preparedQuery(NEXT_ZULIP_ID)
                        .execute(Tuple.of(app))
                        .compose(rows -> rows.size() == 0
                                ? Future.failedFuture(new StorageException.NotFound("app"))
                                : Future.succeededFuture(rows.iterator().next().getInteger("id")));
        return zulipId.compose(number -> c.preparedQuery(INSERT).execute(parameters(app, person, number)))
                .map(rows -> person(rows.iterator().next()))
                .compose(made -> insert(c, made.id(), credentials).map(made));
    }

    private static Tuple parameters(long app, NewPerson person, int zulipId) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(app);
        values.add(person.userId());
        values.add(person.rocketChatId());
        values.add(zulipId);
        values.add(person.username());
        values.add(fold(person.username()));
        values.add(person.name());
        values.add(person.email());
        values.add(person.email() == null ? null : fold(person.email()));
        values.add(person.role().name());
        values.add(person.bot());
        values.add(person.active());
        values.add(person.avatarUrl());
        values.add(person.details());
        return Tuple.from(values);
    }

    private static Future<Void> insert(SqlConnection c, long person, List<Credential> credentials) {
        Future<Void> done = Future.succeededFuture();
        for (Credential credential : credentials) {
            done = done.compose(former -> insert(c, person, credential));
        }
        return done;
    }

    static Future<Void> insert(SqlConnection c, long person, Credential credential) {
        String kind = credential.kind().name();
        return c.preparedQuery(REPLACE)
                .execute(Tuple.of(person, kind, isOnlyOne(credential), credential.name()))
                .compose(cleared -> c.preparedQuery(ADD)
                        .execute(Tuple.of(
                                person,
                                kind,
                                credential.hash(),
                                credential.name(),
                                Columns.time(credential.expiresAt()),
                                credential.details())))
                .mapEmpty();
    }

    /** Whether it takes the place of all of its kind. */
    static boolean isOnlyOne(Credential credential) {
        return credential.kind() == Credential.Kind.PASSWORD || credential.kind() == Credential.Kind.ZULIP_API_KEY;
    }

    @Override
    public Future<Person> update(long person, PersonChange change) {
        return touching.person(
                person,
                () -> database.write(c -> changed(c, person)
                        .compose(locked -> c.preparedQuery(BY_IDS).execute(Tuple.of((Object) longs(List.of(person)))))
                        .map(rows -> isOwner(person(rows.iterator().next())))
                        .compose(wasOwner -> update(c, person, change)
                                .compose(updated -> wasOwner && !isOwner(updated)
                                        ? mustHaveOwner(c, updated.app()).map(updated)
                                        : Future.succeededFuture(updated)))));
    }

    private static Future<Person> update(SqlConnection c, long person, PersonChange change) {
        return c.preparedQuery(UPDATE)
                .execute(Tuple.of(
                        person,
                        change.name(),
                        change.avatarUrl(),
                        change.role() == null ? null : change.role().name(),
                        change.active(),
                        change.sendsReadReceipts()))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(new StorageException.NotFound("person"))
                        : Future.succeededFuture(person(rows.iterator().next())));
    }

    private static boolean isOwner(Person person) {
        return person.role() == Person.Role.OWNER && person.active();
    }

    static Future<Void> mustHaveOwner(SqlConnection c, long app) {
        return c.preparedQuery(OWNERS)
                .execute(Tuple.of(app))
                .compose(rows -> rows.iterator().next().getLong("owners") == 0
                        ? Future.failedFuture(new StorageException.Conflict(StorageException.Conflict.Of.LAST_OWNER))
                        : Future.succeededFuture());
    }

    /** What nodes have cached of the person's app is no longer true. */
    static Future<Void> changed(SqlConnection c, long person) {
        return c.preparedQuery(CHANGED)
                .execute(Tuple.of(person))
                .compose(rows -> rows.rowCount() == 0
                        ? Future.failedFuture(new StorageException.NotFound("person"))
                        : Future.succeededFuture());
    }

    @Override
    public Future<List<Person>> byUserIds(long app, Collection<String> userIds) {
        return people(database.read(BY_USER_IDS, Tuple.of(app, strings(userIds))));
    }

    @Override
    public Future<List<Person>> byIds(Collection<Long> ids) {
        return people(database.read(BY_IDS, Tuple.of((Object) longs(ids))));
    }

    private static Future<List<Person>> people(Future<RowSet<Row>> rows) {
        return rows.map(all -> Database.list(all, PgPeople::person));
    }

    /** Of a row with {@link #COLUMNS} in their order: looking each up by its name took a fifth of a call that tells of fifty people. */
    static Person person(Row row) {
        int at = row.getColumnIndex("id");
        return new Person(
                row.getLong(at),
                row.getLong(at + 1),
                row.getString(at + 2),
                row.getString(at + 3),
                Objects.requireNonNull(row.getInteger(at + 4)),
                row.getString(at + 5),
                row.getString(at + 6),
                row.getString(at + 7),
                Person.Role.valueOf(row.getString(at + 8)),
                row.getBoolean(at + 9),
                row.getBoolean(at + 10),
                row.getBoolean(at + 11),
                row.getString(at + 12),
                row.getBoolean(at + 13),
                row.getString(at + 14),
                row.getOffsetDateTime(at + 15).toInstant());
    }

    @Override
    public Future<Void> delete(long person) {
        return touching.person(
                person,
                () -> database.write(c -> c.preparedQuery(IS_DELETED)
                        .execute(Tuple.of(person))
                        .compose(rows -> {
                            if (rows.size() == 0) {
                                return Future.failedFuture(new StorageException.NotFound("person"));
                            }
                            return rows.iterator().next().getBoolean(0) ? Future.succeededFuture() : delete(c, person);
                        })));
    }

    /** One who is not deleted, as a part of a transaction. */
    static Future<Void> delete(SqlConnection c, long person) {
        Tuple who = Tuple.of(person);
        return changed(c, person)
                .compose(locked -> c.preparedQuery(DELETE).execute(who))
                .compose(done -> c.preparedQuery(DROP_CREDENTIALS).execute(who))
                .compose(done -> c.preparedQuery(FORGET_ATTEMPTS).execute(who))
                .mapEmpty();
    }

    @Override
    public Future<List<Person>> byRocketChatIds(long app, Collection<String> rocketChatIds) {
        return people(database.read(BY_ROCKETCHAT_IDS, Tuple.of(app, strings(rocketChatIds))));
    }

    @Override
    public Future<List<Person>> byUsernames(long app, Collection<String> usernames) {
        return people(database.read(BY_USERNAMES, Tuple.of(app, strings(usernames, MessageStatements::fold))));
    }

    @Override
    public Future<List<Person>> byZulipIds(long app, Collection<Integer> zulipIds) {
        return people(database.read(
                BY_ZULIP_IDS,
                Tuple.of(app, longs(zulipIds.stream().map(Integer::longValue).toList()))));
    }

    @Override
    public Future<Optional<Person>> byEmail(long app, String email) {
        return database.read(BY_EMAIL, Tuple.of(app, fold(email))).map(rows -> Database.first(rows, PgPeople::person));
    }

    @Override
    public Future<Listed<Person>> list(long app, long offset, int limit) {
        return database.readLong(LIST, Tuple.of(app, offset, limit))
                .map(rows -> Database.listed(rows, PgPeople::person));
    }
}
