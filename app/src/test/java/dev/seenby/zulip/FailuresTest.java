package dev.seenby.zulip;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.StorageException;
import org.junit.jupiter.api.Test;

/** What is said of failures that callers cannot bring about. */
class FailuresTest {
    private static String told(Throwable failure) {
        ZulipException error = Failures.asError(failure);
        return error.status() + " " + error.body();
    }

    @Test
    void whatMayHaveHappenedIsNeitherASuccessNorSomethingThatDidNot() {
        assertThat(told(new StorageException.OutcomeUnknown("lost", null)))
                .isEqualTo("503 {\"result\":\"error\",\"msg\":\"It is not known whether this happened: the database did"
                        + " not answer in time\",\"code\":\"OUTCOME_UNKNOWN\"}");
        String nothingHappened =
                "503 {\"result\":\"error\",\"msg\":\"Service Unavailable\",\"code\":\"SERVICE_UNAVAILABLE\"}";
        assertThat(told(new StorageException.Overloaded("full", null))).isEqualTo(nothingHappened);
        assertThat(told(new StorageException.Unavailable("away", null))).isEqualTo(nothingHappened);
    }

    @Test
    void nothingOfADefectIsShown() {
        String told = "500 {\"result\":\"error\",\"msg\":\"Internal server error\"}";
        assertThat(told(new IllegalStateException("secret"))).isEqualTo(told);
        assertThat(told(new StorageException.Broken("secret", null))).isEqualTo(told);
    }
}
