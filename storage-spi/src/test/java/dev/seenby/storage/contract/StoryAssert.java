package dev.seenby.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Positions;
import dev.seenby.storage.StorageException.Conflict;
import dev.seenby.storage.StorageException.NotFound;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** How stories end badly, and other things they say often. */
final class StoryAssert {
    private StoryAssert() {}

    static void conflict(Future<?> future, Conflict.Of what) {
        assertThatThrownBy(() -> Story.await(future))
                .isInstanceOfSatisfying(
                        Conflict.class, conflict -> assertThat(conflict.of()).isEqualTo(what));
    }

    static void notFound(Future<?> future) {
        assertThatThrownBy(() -> Story.await(future)).isInstanceOf(NotFound.class);
    }

    /** Stretches given as first, last, first, last … */
    static List<Positions> stretches(long... ends) {
        List<Positions> stretches = new ArrayList<>();
        for (int i = 0; i < ends.length; i += 2) {
            stretches.add(new Positions(ends[i], ends[i + 1]));
        }
        return stretches;
    }
}
