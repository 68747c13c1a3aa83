package dev.seenby.faults;

import dev.seenby.storage.postgres.PostgresOptions;
import dev.seenby.storage.postgres.PostgresStorage;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The record of a running server, opened beside it to look at what it holds. */
final class RecordBeside {
    private RecordBeside() {}

    /** @param dataDir the data directory of the running server */
    static PostgresStorage open(Vertx vertx, Path dataDir) throws Exception {
        Path folder = dataDir.resolve("postgres");
        List<String> postmaster = Files.readAllLines(folder.resolve("data").resolve("postmaster.pid"));
        String password = Files.readString(folder.resolve("password")).strip();
        String uri = "postgresql://seenby:" + password + "@127.0.0.1:"
                + postmaster.get(3).strip() + "/postgres";
        byte[] secretsKey = Files.readAllBytes(dataDir.resolve("secrets.key"));
        return PostgresStorage.open(vertx, new PostgresOptions(uri, secretsKey), batch -> Future.succeededFuture())
                .await(60, TimeUnit.SECONDS);
    }
}
