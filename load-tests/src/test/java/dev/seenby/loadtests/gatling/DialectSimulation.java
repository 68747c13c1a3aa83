package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;

import io.gatling.javaapi.core.ChainBuilder;
import java.util.List;
import java.util.Map;

/** Visits of one dialect at an even rate: {@code rate} a second for {@code seconds}. */
abstract class DialectSimulation extends ServerSimulation {
    /** Makes what visits are about. */
    interface Preparation {
        List<Map<String, Object>> prepare(Target target, Target.App app, Size size);
    }

    DialectSimulation(String dialect, Preparation preparation, ChainBuilder visit) {
        Target.App app = target.newApp(dialect, UNLIMITED);
        load(List.of(visits(dialect, preparation.prepare(target, app, Size.given()), visit)
                .injectOpen(constantUsersPerSec(Parameter.decimal("rate", 40))
                        .during(Parameter.number("seconds", 60))
                        .randomized())));
    }
}
