package dev.seenby.storage.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.pgclient.PgConnectOptions;
import io.vertx.sqlclient.SqlConnection;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** A writer whose PostgreSQL is away: its calls wait. */
class FullWriterTest {
    private final Vertx vertx = Vertx.vertx();
    private final List<String> told = new ArrayList<>();

    private final class Patient extends Writer<Call<String, Void>> {
        Patient() {
            super(
                    vertx,
                    // Nobody listens there.
                    new PgConnectOptions().setHost("127.0.0.1").setPort(1),
                    batch -> Future.succeededFuture(),
                    new PostgresObserver() {
                        @Override
                        public void capacity(String writer, int calls) {
                            told.add(writer + " " + calls);
                        }
                    },
                    "marks",
                    10);
        }

        @Override
        List<Call<String, Void>> take(ArrayDeque<Call<String, Void>> queue) {
            return List.of(queue.remove());
        }

        @Override
        Future<Written> write(SqlConnection connection, List<Call<String, Void>> batch) {
            return Future.failedFuture("there is no connection");
        }
    }

    @Test
    void itSaysThatItIsNearlyFullBeforeItRefuses() throws TimeoutException {
        Patient writer = new Patient();
        assertThat(told).containsExactly("marks 10");
        for (int i = 0; i < 7; i++) {
            writer.submit(new Call<>("call"));
        }
        assertThat(writer.full()).isEmpty();

        writer.submit(new Call<>("the eighth"));

        assertThat(writer.full()).contains("8 calls wait for the writer of marks, which takes 10");
        writer.submit(new Call<>("the ninth"));
        writer.submit(new Call<>("the tenth"));
        Call<String, Void> eleventh = new Call<>("the eleventh");
        writer.submit(eleventh);
        assertThat(eleventh.future().cause()).isInstanceOf(StorageException.Overloaded.class);
        vertx.close().await(20, TimeUnit.SECONDS);
    }
}
