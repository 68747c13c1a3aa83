package dev.seenby.storage.postgres;

import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.sqlclient.Row;
import io.vertx.sqlclient.SqlConnection;
import io.vertx.sqlclient.Tuple;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings the schema up to date: one file for each change, each in its own transaction, one node at a time. Versions that
 * this node does not know are left alone: while nodes are replaced one by one, an older one works beside a newer.
 */
final class Migrator {
    private static final Logger LOG = LoggerFactory.getLogger(Migrator.class);
    /** All files, in order; never edited once released. */
    static final List<String> FILES = List.of(
            "V001__record.sql",
            "V002__rooms_and_threads.sql",
            "V003__topics_and_flags.sql",
            "V004__apps_that_change.sql",
            "V005__webhooks.sql",
            "V006__forgetting.sql",
            "V007__spans_by_their_first.sql");

    private static final int OLDEST_SERVER = 140_000;
    /** Any number that no other program on the same database uses. */
    private static final String LOCK = "select pg_advisory_lock(7163924420117735285)";

    private static final String UNLOCK = "select pg_advisory_unlock(7163924420117735285)";
    private static final String SERVER_VERSION = "select current_setting('server_version_num')::int";
    private static final String CREATE_TABLE = """
            create table if not exists schema_version (
                version int primary key,
                name text not null,
                checksum text not null,
                applied_at timestamptz not null default clock_timestamp())""";
    private static final String APPLIED = "select version, checksum from schema_version";
    private static final String RECORD =
            "insert into schema_version (version, name, checksum) values ($1::int, $2::text, $3::text)";

    private Migrator() {}

    static Future<Void> migrate(SqlConnection connection) {
        return connection
                .query(SERVER_VERSION)
                .execute()
                .compose(rows -> {
                    int version = rows.iterator().next().getInteger(0);
                    return version >= OLDEST_SERVER
                            ? connection.query(LOCK).execute()
                            : Future.failedFuture(new StorageException.Broken(
                                    "PostgreSQL 14 or newer is needed, this is " + version / 10_000, null));
                })
                .compose(locked -> underLock(connection)
                        .eventually(() -> connection.query(UNLOCK).execute()));
    }

    private static Future<Void> underLock(SqlConnection connection) {
        return connection
                .query(CREATE_TABLE)
                .execute()
                .compose(made -> connection.query(APPLIED).execute())
                .compose(rows -> {
                    Map<Integer, String> applied = new HashMap<>();
                    for (Row row : rows) {
                        applied.put(row.getInteger(0), row.getString(1));
                    }
                    Future<Void> done = Future.succeededFuture();
                    for (String file : FILES) {
                        done = done.compose(former -> apply(connection, file, applied));
                    }
                    return done;
                });
    }

    private static Future<Void> apply(SqlConnection connection, String file, Map<Integer, String> applied) {
        int version = Integer.parseInt(file.substring(1, 4));
        String sql = read(file);
        String checksum = checksum(sql);
        String before = applied.get(version);
        if (before != null) {
            return before.equals(checksum)
                    ? Future.succeededFuture()
                    : Future.failedFuture(new StorageException.Broken(
                            "migration " + file + " is not the one that this database was made with"
                                    + " (its checksum differs); a released migration must not be edited",
                            null));
        }
        LOG.info("applying migration {}", file);
        return connection.begin().compose(transaction -> connection
                .query(sql)
                .execute()
                .compose(done -> connection.preparedQuery(RECORD).execute(Tuple.of(version, file, checksum)))
                .compose(
                        recorded -> transaction.commit(),
                        e -> transaction.rollback().transform(undone -> Future.failedFuture(e))));
    }

    private static String read(String file) {
        try (InputStream in = Migrator.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("migration " + file + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(String sql) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(sql.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
