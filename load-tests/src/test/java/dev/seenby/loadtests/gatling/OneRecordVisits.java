package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.exec;

import io.gatling.javaapi.core.ChainBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What is written and read through Rocket.Chat is counted through Tencent, by the same app's back end. The channels are no other
 * visits': reading a channel reads no thread, and a thread's replies are among the messages of the Tencent group.
 */
final class OneRecordVisits {
    private OneRecordVisits() {}

    /** @param people visits to channels of Rocket.Chat, whose ids are those of Tencent groups */
    static List<Map<String, Object>> prepare(Target.App app, List<Map<String, Object>> people) {
        String signed = TencentVisits.signed(app);
        return people.stream()
                .map(visit -> {
                    Map<String, Object> both = new HashMap<>(visit);
                    both.put("signed", signed);
                    return both;
                })
                .toList();
    }

    static ChainBuilder visit() {
        return exec(RocketChatVisits.write(), TencentVisits.history(), RocketChatVisits.read(), TencentVisits.counts());
    }
}
