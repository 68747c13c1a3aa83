package dev.seenby.receipts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.model.InMemoryIndex;
import dev.seenby.storage.model.InMemoryRecords;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Olga, the operator, asks whether a node knows all that the record holds. */
class FollowingTest {
    private final Vertx vertx = Vertx.vertx();
    private final AtomicLong now = new AtomicLong();
    private final IndexKeeper keeper = new IndexKeeper(
            vertx,
            new InMemoryIndex(),
            new InMemoryRecords(batch -> Future.succeededFuture(), InstantSource.system()).log(),
            ReceiptMetrics.NONE,
            now::get);

    @AfterEach
    void close() {
        World.await(vertx.close());
    }

    @Test
    void itIsWellForAsLongAsTheIndexMayAnswer() {
        World.await(keeper.start());
        World.await(keeper.stop());

        now.addAndGet(TimeUnit.MILLISECONDS.toNanos(1_999));

        assertThat(keeper.check().succeeded()).isTrue();
        assertThat(keeper.behindNanos()).isEqualTo(1_999_000_000);
    }

    @Test
    void afterTwoSecondsItSaysHowLongItHasBeen() {
        World.await(keeper.start());
        World.await(keeper.stop());

        now.addAndGet(TimeUnit.SECONDS.toNanos(2));

        assertThat(keeper.check().cause()).hasMessage("the index has not followed the record for 2 s");
    }

    @Test
    void aRoundMakesItWellAgain() {
        now.addAndGet(TimeUnit.SECONDS.toNanos(90));
        assertThat(keeper.check().failed()).isTrue();

        World.await(keeper.start());

        assertThat(keeper.check().succeeded()).isTrue();
        World.await(keeper.stop());
    }
}
