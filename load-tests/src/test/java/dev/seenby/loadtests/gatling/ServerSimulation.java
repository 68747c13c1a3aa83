package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.exitBlockOnFail;
import static io.gatling.javaapi.core.CoreDsl.feed;
import static io.gatling.javaapi.core.CoreDsl.global;
import static io.gatling.javaapi.core.CoreDsl.listFeeder;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;

import io.gatling.javaapi.core.ChainBuilder;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import io.gatling.javaapi.core.Simulation;
import java.util.List;
import java.util.Map;

/** Calls to the server that {@link Target} names. A run in which a call fails, or none is made, fails. */
abstract class ServerSimulation extends Simulation {
    /** Of apps whose limit is not what the run is about. */
    static final int UNLIMITED = 100_000;

    final Target target = Target.given();

    /** Visits, each of one of these, which end with a call that fails. */
    static ScenarioBuilder visits(String name, List<Map<String, Object>> records, ChainBuilder visit) {
        return scenario(name)
                .exec(feed(listFeeder(records).random()), exitBlockOnFail().on(visit));
    }

    final void load(List<PopulationBuilder> populations) {
        setUp(populations)
                .protocols(http.baseUrls(target.urls())
                        .header("Host", "#{host}")
                        .shareConnections()
                        .disableCaching()
                        .disableWarmUp())
                .assertions(
                        global().failedRequests().count().is(0L),
                        global().successfulRequests().count().gt(0L));
    }

    @Override
    public void after() {
        target.close();
    }
}
