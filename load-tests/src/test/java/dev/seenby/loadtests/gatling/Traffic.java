package dev.seenby.loadtests.gatling;

import io.gatling.javaapi.core.OpenInjectionStep;
import io.gatling.javaapi.core.PopulationBuilder;
import io.gatling.javaapi.core.ScenarioBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleFunction;
import java.util.stream.Collectors;

/** Visits of all dialects to several apps, each of which speaks all of them. */
final class Traffic {
    /** Parts of all visits. They sum up to 1. */
    private static final double ROCKET_CHAT = 0.4;

    private static final double ZULIP = 0.3;
    private static final double TENCENT = 0.25;
    private static final double ONE_RECORD = 0.05;

    private Traffic() {}

    /** @param arrivals how visits that are such a part of all come */
    static List<PopulationBuilder> of(Target target, DoubleFunction<OpenInjectionStep[]> arrivals) {
        Size size = Size.given();
        if (size.rooms() < 2) {
            throw new IllegalArgumentException("-Drooms must be at least 2");
        }
        List<Map<String, Object>> rocketChat = new ArrayList<>();
        List<Map<String, Object>> zulip = new ArrayList<>();
        List<Map<String, Object>> tencent = new ArrayList<>();
        List<Map<String, Object>> oneRecord = new ArrayList<>();
        for (int i = 0; i < Parameter.number("apps", 3); i++) {
            Target.App app = target.newApp("mixed" + i, ServerSimulation.UNLIMITED);
            List<Map<String, Object>> people = RocketChatVisits.prepare(target, app, size);
            Object last = people.get(people.size() - 1).get("room");
            Map<Boolean, List<Map<String, Object>>> byRoom = people.stream()
                    .collect(
                            Collectors.partitioningBy(visit -> visit.get("room").equals(last)));
            oneRecord.addAll(OneRecordVisits.prepare(app, byRoom.get(true)));
            rocketChat.addAll(byRoom.get(false));
            zulip.addAll(ZulipVisits.prepare(target, app, size));
            tencent.addAll(TencentVisits.prepare(target, app, size));
        }
        ScenarioBuilder[] visits = {
            ServerSimulation.visits("rocketchat", rocketChat, RocketChatVisits.visit()),
            ServerSimulation.visits("zulip", zulip, ZulipVisits.visit()),
            ServerSimulation.visits("tencent", tencent, TencentVisits.visit()),
            ServerSimulation.visits("one record", oneRecord, OneRecordVisits.visit())
        };
        double[] parts = {ROCKET_CHAT, ZULIP, TENCENT, ONE_RECORD};
        List<PopulationBuilder> populations = new ArrayList<>();
        for (int i = 0; i < visits.length; i++) {
            populations.add(visits[i].injectOpen(arrivals.apply(parts[i])));
        }
        return populations;
    }
}
