package dev.seenby.storage.model;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.IndexUnit;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.contract.ReceiptIndexContract;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class InMemoryIndexTest implements ReceiptIndexContract {
    private final InMemoryIndex index = new InMemoryIndex();

    @Override
    public ReceiptIndex index() {
        return index;
    }

    @Override
    public void wipe() {
        index.wipe();
    }

    @Test
    void aBuilderThatWasNotHeardOfForTenSecondsIsReplaced() {
        AtomicLong now = new AtomicLong(1);
        InMemoryIndex timed = new InMemoryIndex(now::get);
        IndexUnit unit = IndexUnit.room(1);
        await(timed.reset(timed.partitionOf(1), null, Map.of(), 1));
        String first = await(timed.beginBuild(unit)).orElseThrow();
        now.addAndGet(9_000_000);
        await(timed.loadPage(unit, first, 0, List.of()));
        now.addAndGet(9_999_999);
        assertThat(await(timed.beginBuild(unit))).isEmpty();
        now.addAndGet(1);
        Optional<String> second = await(timed.beginBuild(unit));

        assertThat(second).isPresent();
        assertThat(await(timed.finishBuild(unit, first))).isFalse();
        assertThat(await(timed.finishBuild(unit, second.get()))).isTrue();
    }
}
