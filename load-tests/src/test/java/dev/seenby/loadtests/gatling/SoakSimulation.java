package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

import io.gatling.javaapi.core.OpenInjectionStep;
import java.time.Duration;

/**
 * All dialects at an even {@code rate} of visits a second for {@code hours}, while {@link Memory} looks at the server's every
 * {@code every} seconds. A run at whose end more is used than {@code growth} allows fails.
 */
public final class SoakSimulation extends ServerSimulation {
    private final Memory memory;

    public SoakSimulation() {
        Duration length = Duration.ofSeconds(Math.round(Parameter.decimal("hours", 1) * 3600));
        memory = new Memory(target, Duration.ofMillis((long) (Parameter.decimal("every", 30) * 1000)));
        double rate = Parameter.decimal("rate", 40);
        load(Traffic.of(target, part -> new OpenInjectionStep[] {
            constantUsersPerSec(rate * part).during(length).randomized()
        }));
    }

    @Override
    public void before() {
        memory.watch();
    }

    @Override
    public void after() {
        memory.stop();
        super.after();
    }
}
