package dev.seenby.storage.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.Limiter.Verdict;
import io.vertx.redis.client.Command;
import org.junit.jupiter.api.Test;

/** What becomes of stamps when Redis loses them, or whoever changes an app dies; and that the limiter tells them. */
class RedisAppStampsTest extends OnRedis {
    private static final long ACME = 1400000001;
    private static final String KEY = "seenby:stamp:{1400000001}";

    @Test
    void theLimiterTellsTheStampWithEachVerdict() throws Exception {
        Verdict accepted = get(storage.limiter().acquire(ACME, "send", 1, 0));
        assertThat(accepted.stamp()).isEqualTo(get(storage.stamps().of(ACME)));

        String changing = get(storage.stamps().changing(ACME));
        assertThat(get(storage.limiter().acquire(ACME, "list", 1, 0)).stamp()).isEqualTo(changing);
    }

    @Test
    void aRedisThatWasEmptiedHasNoStampOfBefore() throws Exception {
        String before = get(storage.stamps().of(ACME));
        ask(Command.FLUSHALL);
        assertThat(get(storage.stamps().of(ACME))).isNotEqualTo(before).matches(AppStamps::settled, "is settled");
    }

    @Test
    void whatOlgaLeftBehindWhenSheDiedSettlesAfterAMinuteWhoeverSeesIt() throws Exception {
        long now = clock();
        for (boolean byTheLimiter : new boolean[] {true, false}) {
            String young = "~" + (now - 50_000_000) + ".x";
            ask(Command.SET, KEY, young);
            assertThat(seen(byTheLimiter)).isEqualTo(young);

            ask(Command.SET, KEY, "~" + (now - 60_000_001) + ".x");
            String settled = seen(byTheLimiter);
            assertThat(settled).matches(AppStamps::settled, "is settled");
            assertThat(seen(byTheLimiter)).isEqualTo(settled);
        }
    }

    @Test
    void aStampIsForgottenAfterADayAtMost() throws Exception {
        get(storage.stamps().of(ACME));
        assertThat(ask(Command.TTL, KEY).toLong()).isBetween(1L, 86_400L);
    }

    private static String seen(boolean byTheLimiter) throws Exception {
        return byTheLimiter
                ? String.valueOf(
                        get(storage.limiter().acquire(ACME, "send", 100, 0)).stamp())
                : get(storage.stamps().of(ACME));
    }
}
