package dev.seenby.storage.contract;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppStamps;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/** What {@link AppStamps} promises. */
public interface AppStampsContract {
    /** The stamps under test; may be the same for all tests. */
    AppStamps stamps();

    @Test
    default void anAppThatNobodyChangesKeepsItsStamp() {
        long app = newApp();
        String stamp = await(stamps().of(app));

        assertThat(stamp).matches(AppStamps::settled, "is settled");
        assertThat(await(stamps().of(app))).isEqualTo(stamp);
        assertThat(await(stamps().of(newApp()))).isNotEqualTo(stamp);
    }

    @Test
    default void whileAnAppIsChangedNothingOfItMayBeKeptAndAfterwardsTheStampIsANewOne() {
        long app = newApp();
        String before = await(stamps().of(app));

        String changing = await(stamps().changing(app));
        assertThat(changing).matches(stamp -> !AppStamps.settled(stamp), "is not settled");
        assertThat(await(stamps().of(app))).isEqualTo(changing);

        await(stamps().changed(app, changing));
        String after = await(stamps().of(app));
        assertThat(after).matches(AppStamps::settled, "is settled").isNotEqualTo(before);
        assertThat(await(stamps().of(app))).isEqualTo(after);
    }

    @Test
    default void aChangeThatEndsDoesNotEndAnotherThatHasBegunSince() {
        long app = newApp();
        String olgas = await(stamps().changing(app));
        String ottos = await(stamps().changing(app));
        assertThat(ottos).isNotEqualTo(olgas);

        await(stamps().changed(app, olgas));
        assertThat(await(stamps().of(app))).isEqualTo(ottos);
        await(stamps().changed(app, ottos));
        assertThat(await(stamps().of(app))).matches(AppStamps::settled, "is settled");
    }

    @Test
    default void whatIsTouchedHasAnotherStamp() {
        long app = newApp();
        await(stamps().touched(app));
        String before = await(stamps().of(app));

        await(stamps().touched(app));

        String after = await(stamps().of(app));
        assertThat(after).matches(AppStamps::settled, "is settled").isNotEqualTo(before);
        assertThat(await(stamps().of(app))).isEqualTo(after);
    }

    @Test
    default void whatIsTouchedWhileItIsChangedIsNotSettledBeforeTheChangeIsOver() {
        long app = newApp();
        String changing = await(stamps().changing(app));

        await(stamps().touched(app));

        assertThat(await(stamps().of(app))).isEqualTo(changing);
        await(stamps().changed(app, changing));
        assertThat(await(stamps().of(app))).matches(AppStamps::settled, "is settled");
    }

    /** The former change was lost from the stamps, and a node may have kept what was there before it. */
    @Test
    default void aChangeThatWasForgottenStillEndsWithAnotherStamp() {
        long app = newApp();
        String changing = await(stamps().changing(app));
        await(stamps().changed(app, changing));
        String settled = await(stamps().of(app));

        await(stamps().changed(app, changing));

        assertThat(await(stamps().of(app)))
                .matches(AppStamps::settled, "is settled")
                .isNotEqualTo(settled);
    }

    @Test
    default void noStampComesTwice() {
        long app = newApp();
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String changing = await(stamps().changing(app));
            assertThat(seen.add(changing)).isTrue();
            await(stamps().changed(app, changing));
            assertThat(seen.add(await(stamps().of(app)))).isTrue();
        }
    }

    @Test
    default void allWhoAskAtOnceAreToldTheSame() {
        long app = newApp();
        List<Future<String>> asked = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            asked.add(stamps().of(app));
        }
        assertThat(new HashSet<>(Story.awaitAll(asked))).hasSize(1);
    }

    private static long newApp() {
        return ThreadLocalRandom.current().nextLong(1, 4_000_000_000L);
    }
}
