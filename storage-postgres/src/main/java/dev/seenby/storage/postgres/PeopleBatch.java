package dev.seenby.storage.postgres;

import static dev.seenby.storage.postgres.Columns.ints;
import static dev.seenby.storage.postgres.Columns.longs;
import static dev.seenby.storage.postgres.Columns.strings;
import static dev.seenby.storage.postgres.MessageStatements.fold;

import dev.seenby.storage.NewPerson;
import dev.seenby.storage.People.Profile;
import dev.seenby.storage.Person;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.RowSet;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Many people in one statement, under one lock of their app. */
final class PeopleBatch {
    /** People's integers are given out one batch at a time, and no two batches wait for each other's names. */
    private static final String LOCK = "select from app where sdk_app_id = $1::bigint for update";

    private static final String INSERT = """
            with given as (
                select * from unnest($2::text[], $3::text[], $4::int[], $5::text[], $6::text[], $7::text[], $8::text[],
                    $9::text[], $10::text[], $11::boolean[], $12::boolean[], $13::text[], $14::text[]) with ordinality
                as g(user_id, rocketchat_id, zulip_id, username, username_folded, name, email, email_folded, role, bot,
                    active, avatar_url, details, place)),
            free as (
                select n, row_number() over (order by n) as place
                from app a, generate_series(a.next_zulip_id, a.next_zulip_id - 1 + (select count(*) + count(zulip_id) from given)::int
                    + (select count(*) from person p
                        where p.app = $1::bigint and p.zulip_id >= a.next_zulip_id)::int) n
                where a.sdk_app_id = $1::bigint
                    and not exists (select from person p where p.app = $1::bigint and p.zulip_id = n)
                    and not exists (select from given g where g.zulip_id = n)
                order by n limit (select count(*) from given)),
            moved as (
                update app set next_zulip_id = (select max(n) + 1 from free) where sdk_app_id = $1::bigint)
            insert into person (app, user_id, rocketchat_id, zulip_id, username, username_folded, name, email,
                email_folded, role, bot, active, avatar_url, details)
            select $1::bigint, user_id, rocketchat_id, coalesce(zulip_id, n), username, username_folded, name, email,
                email_folded, role, bot, active, avatar_url, details
            from given join free using (place) order by place
            on conflict do nothing
            returning\s""" + PgPeople.COLUMNS;

    private static final String CHANGED = "update app set version = version + 1 where sdk_app_id = $1::bigint";

    private static final String DESCRIBE = """
            update person p
            set name = coalesce(g.name, p.name), avatar_url = coalesce(g.avatar_url, p.avatar_url)
            from unnest($2::bigint[], $3::text[], $4::text[]) as g(id, name, avatar_url)
            where p.id = g.id and p.app = $1::bigint and p.deleted_at is null""";

    private PeopleBatch() {}

    /** As {@link dev.seenby.storage.People#createAll}. */
    static Future<List<Person>> insert(SqlConnection c, long app, List<NewPerson> people) {
        return c.preparedQuery(LOCK)
                .execute(Tuple.of(app))
                .compose(rows -> rows.size() == 0
                        ? Future.failedFuture(new StorageException.NotFound("app"))
                        : insertLocked(c, app, people));
    }

    private static Future<List<Person>> insertLocked(SqlConnection c, long app, List<NewPerson> people) {
        return people.isEmpty()
                ? Future.succeededFuture(List.of())
                : c.preparedQuery(INSERT)
                        .execute(parameters(app, people))
                        .map(rows -> Database.list(rows, PgPeople::person));
    }

    private static Tuple parameters(long app, List<NewPerson> people) {
        List<@Nullable Object> values = new ArrayList<>();
        values.add(app);
        values.add(strings(people, NewPerson::userId));
        values.add(strings(people, NewPerson::rocketChatId));
        values.add(ints(people, NewPerson::zulipId));
        values.add(strings(people, NewPerson::username));
        values.add(strings(people, person -> fold(person.username())));
        values.add(strings(people, NewPerson::name));
        values.add(strings(people, NewPerson::email));
        values.add(strings(people, person -> person.email() == null ? null : fold(person.email())));
        values.add(strings(people, person -> person.role().name()));
        values.add(Columns.booleans(people, NewPerson::bot));
        values.add(Columns.booleans(people, NewPerson::active));
        values.add(strings(people, NewPerson::avatarUrl));
        values.add(strings(people, NewPerson::details));
        return Tuple.from(values);
    }

    /** As {@link dev.seenby.storage.People#describe}. */
    static Future<Void> describe(SqlConnection c, long app, List<Profile> profiles) {
        return c.preparedQuery(CHANGED)
                .execute(Tuple.of(app))
                .compose((RowSet<Row> changed) -> changed.rowCount() == 0
                        ? Future.failedFuture(new StorageException.NotFound("app"))
                        : c.preparedQuery(DESCRIBE)
                                .execute(Tuple.of(
                                        app,
                                        longs(profiles, Profile::person),
                                        strings(profiles, Profile::name),
                                        strings(profiles, Profile::avatarUrl))))
                .mapEmpty();
    }
}
