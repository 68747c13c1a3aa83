package dev.seenby.loadtests.gatling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.loadtests.gatling.LimiterProof.Decision;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LimiterProofTest {
    private static final long NOON = 1_795_262_400_000_000L;

    /** Two calls a second: those at 0 and 0.2 s are accepted, that at 0.9 is refused, those at 1.0 and 1.2 are accepted. */
    private final List<Decision> alices = new ArrayList<>(List.of(
            accepted("alice", 0),
            accepted("alice", 200_000),
            refused("alice", 900_000, 100_000),
            accepted("alice", 1_000_000),
            accepted("alice", 1_200_000)));

    @Test
    void aLimiterThatIsRightIsFoundRight() {
        alices.add(new Decision("alice", "counts", NOON + 950_000, "remembered", 50_000));
        alices.add(accepted("bob", 900_000));

        LimiterProof proof = LimiterProof.of(2, alices);

        assertThat(proof).isEqualTo(new LimiterProof(5, 1, 1, 2, 1, List.of()));
        assertThat(proof.words()).contains("every refusal just");
    }

    @Test
    void oneCallTooManyWithinASecondIsFound() {
        alices.add(accepted("alice", 1_199_999));

        assertThat(LimiterProof.of(2, alices).violations())
                .containsExactly(
                        "app alice, counts, at 1795262401199999: 3 accepted in the second before, itself included",
                        "app alice, counts, at 1795262401200000: 3 accepted in the second before, itself included");
    }

    @Test
    void aRefusalWithoutNeedIsFound() {
        alices.add(refused("alice", 2_100_000, 100_000));

        assertThat(LimiterProof.of(2, alices).violations())
                .containsExactly(
                        "app alice, counts, at 1795262402100000: refused, though 1 were accepted in the second before");
    }

    @Test
    void aRefusalOfACallThatIsMissingInTheLogIsFound() {
        alices.remove(1);

        assertThat(LimiterProof.of(2, alices).violations())
                .containsExactly(
                        "app alice, counts, at 1795262400900000: refused, though 1 were accepted in the second before");
    }

    @Test
    void aWaitThatIsTooLongOrTooShortIsFound() {
        alices.add(refused("alice", 950_000, 50_001));
        alices.add(new Decision("alice", "counts", NOON + 960_000, "remembered", 39_999));

        assertThat(LimiterProof.of(2, alices).violations())
                .containsExactly(
                        "app alice, counts, at 1795262400950000: told to wait 50001 microseconds, not 50000",
                        "app alice, counts, at 1795262400960000: told to wait 39999 microseconds, not 40000");
    }

    @Test
    void logsOfTwoNodesAreOne(@TempDir Path folder) throws Exception {
        Path first = Files.writeString(
                folder.resolve("first"),
                "7 POST_api/v1/messages 1000000 accepted 0\n7 POST_api/v1/messages 1500000 remembered 500000\n");
        Path second = Files.writeString(
                folder.resolve("second"),
                "7 POST_api/v1/messages 1400000 refused 600000\n8 POST_api/v1/messages 1400000 accepted 0\n");

        assertThat(LimiterProof.of(List.of(first, second), 1)).isEqualTo(new LimiterProof(2, 1, 1, 1, 1, List.of()));
    }

    @Test
    void whatIsNoDecisionIsNotPassedOver() {
        for (String line : List.of("", "7 counts 1000000 accepted", "7 counts 1000000 granted 0")) {
            assertThatThrownBy(() -> Decision.parse(line)).hasMessageContaining("no decision of a limiter");
        }
    }

    private static Decision accepted(String app, long micros) {
        return new Decision(app, "counts", NOON + micros, "accepted", 0);
    }

    private static Decision refused(String app, long micros, long pause) {
        return new Decision(app, "counts", NOON + micros, "refused", pause);
    }
}
