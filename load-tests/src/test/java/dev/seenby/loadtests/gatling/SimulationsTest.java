package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.atOnceUsers;
import static io.gatling.javaapi.core.CoreDsl.nothingFor;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each simulation for a second or two, all on one node. */
class SimulationsTest {
    private static Nodes nodes;

    @TempDir
    Path results;

    private final List<String> given = new ArrayList<>();

    @BeforeAll
    static void start() throws Exception {
        nodes = Nodes.start(1, true);
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.close();
        List.of("url", "management", "token").forEach(System::clearProperty);
    }

    @BeforeEach
    void small() {
        give("results", results, "rooms", 2, "people", 2, "messages", 3, "apps", 1, "seconds", 1, "rate", 20);
    }

    @AfterEach
    void forget() {
        given.forEach(System::clearProperty);
    }

    @Test
    void aBackEndSpeaksTencent() {
        assertThat(Run.simulate(TencentSimulation.class, "-nr")).isTrue();
    }

    @Test
    void peopleUseRocketChat() {
        assertThat(Run.simulate(RocketChatSimulation.class, "-nr")).isTrue();
    }

    @Test
    void peopleUseZulip() {
        assertThat(Run.simulate(ZulipSimulation.class, "-nr")).isTrue();
    }

    @Test
    void allComeInTheCourseOfADay() {
        give("seconds", 3, "visits", 60);

        assertThat(Run.simulate(MixedSimulation.class, "-nr")).isTrue();
        assertThat(results).isDirectoryContaining("glob:**/mixedsimulation-*");
    }

    @Test
    void memoryIsWatchedWhileAllGoOn() throws Exception {
        give("hours", 2.0 / 3600, "every", 0.2, "growth", 10);

        assertThat(Run.simulate(SoakSimulation.class, "-nr")).isTrue();
        assertThat(Files.readAllLines(results.resolve("memory.csv")))
                .hasSizeGreaterThan(5)
                .allMatch(line -> line.matches("second,heap_bytes,rss_bytes|\\d+,[1-9]\\d{6,},[1-9]\\d{7,}"));
    }

    @Test
    void aRunAtWhoseEndMoreMemoryIsUsedThanAllowedFails() {
        give("hours", 1.0 / 3600, "every", 0.1, "growth", 0.01);

        assertThat(Run.simulate(SoakSimulation.class, "-nr")).isFalse();
    }

    @Test
    void aRunInWhichACallIsRefusedFails() {
        assertThat(Run.simulate(Refused.class, "-nr")).isFalse();
    }

    @Test
    void aRunWithoutACallFails() {
        assertThat(Run.simulate(Nobody.class, "-nr")).isFalse();
    }

    @Test
    void appsAreHeldToTheirLimits() throws Exception {
        give("apps", 3, "limit", 20, "rate", 200, "warming", 1, "turn", 0.5);
        Run.Counted before;
        Run.Counted after;
        int tries = 0;
        do {
            // What others did is no part of it, nor is a run on a machine so busy that Redis was not waited for.
            for (Path decided : nodes.decisions()) {
                Files.write(decided, new byte[0]);
            }
            before = Run.Counted.now();
            assertThat(Run.simulate(LimiterSimulation.class, "-nr")).isTrue();
            after = Run.Counted.now();
        } while (after.alone() > before.alone() && ++tries < 3);

        assertThat(Run.prove(nodes.decisions(), before, after)).isTrue();
    }

    /** A visit to a group that does not exist. */
    public static final class Refused extends ServerSimulation {
        public Refused() {
            Target.App app = target.newApp("refused", UNLIMITED);
            List<Map<String, Object>> nowhere =
                    List.of(Map.of("host", app.host(), "signed", TencentVisits.signed(app), "room", "nowhere"));
            load(List.of(visits("refused", nowhere, TencentVisits.visit()).injectOpen(atOnceUsers(1))));
        }
    }

    /** Nobody comes. */
    public static final class Nobody extends ServerSimulation {
        public Nobody() {
            load(List.of(visits("nobody", List.of(Map.of("host", "nobody.example")), TencentVisits.visit())
                    .injectOpen(nothingFor(Duration.ofMillis(1)))));
        }
    }

    private void give(Object... parameters) {
        for (int i = 0; i < parameters.length; i += 2) {
            System.setProperty((String) parameters[i], parameters[i + 1].toString());
            given.add((String) parameters[i]);
        }
    }
}
