package dev.seenby.loadtests.gatling;

import static io.gatling.javaapi.core.CoreDsl.StringBody;
import static io.gatling.javaapi.core.CoreDsl.constantUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.rampUsersPerSec;
import static io.gatling.javaapi.core.CoreDsl.regex;
import static io.gatling.javaapi.core.CoreDsl.scenario;
import static io.gatling.javaapi.http.HttpDsl.http;
import static io.gatling.javaapi.http.HttpDsl.status;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/**
 * {@code apps} call at once, {@code rate} times a second together, on all nodes. So many of them as that rate is enough for
 * call half as often again as their {@code limit} allows, for {@code turn} seconds, then the next; a tenth of all calls is
 * everybody's. An answer is the count that was asked for, or the refusal.
 */
public final class LimiterSimulation extends ServerSimulation {
    private static final double TOO_OFTEN = 1.5;
    private static final double EVERYBODYS = 0.1;

    private final List<Map<String, Object>> apps = new ArrayList<>();

    public LimiterSimulation() {
        int limit = Parameter.number("limit", 200);
        int rate = Parameter.number("rate", 2_000);
        for (int i = 0; i < Parameter.number("apps", 50); i++) {
            Target.App app = target.newApp("limited" + i, limit);
            String signed = TencentVisits.signed(app);
            for (String[] call : new String[][] {
                {"im_open_login_svc/account_import", "{\"UserID\":\"alice\"}"},
                {"im_open_login_svc/account_import", "{\"UserID\":\"bob\"}"},
                {
                    "group_open_http_svc/create_group",
                    "{\"GroupId\":\"tea\",\"Type\":\"Public\",\"Name\":\"tea\",\"MemberList\":"
                            + "[{\"Member_Account\":\"alice\"},{\"Member_Account\":\"bob\"}]}"
                },
                {"group_open_http_svc/send_group_msg", TencentVisits.message("tea", "alice")}
            }) {
                TencentVisits.call(target, app, call[0] + signed, call[1]);
            }
            apps.add(Map.of("host", app.host(), "signed", signed));
        }
        int together = (int) Math.max(1, Math.min(apps.size(), rate * (1 - EVERYBODYS) / (limit * TOO_OFTEN)));
        load(List.of(scenario("limiter")
                .feed(turns(together, (long) (Parameter.decimal("turn", 2) * 1e9)))
                .exec(http("tencent get_group_msg_receipt")
                        .post("/v4/group_open_http_svc/get_group_msg_receipt#{signed}")
                        .header("Content-Type", "application/json")
                        .body(StringBody("{\"GroupId\":\"tea\",\"MsgSeqList\":[{\"MsgSeq\":1}]}"))
                        .check(
                                status().is(200),
                                regex("\"ErrorCode\":(0|60007),").exists()))
                // Nodes that have just started are slow.
                .injectOpen(
                        rampUsersPerSec(rate / 20.0).to(rate).during(Parameter.number("warming", 30)),
                        constantUsersPerSec(rate).during(Parameter.number("seconds", 60)))));
    }

    private Iterator<Map<String, Object>> turns(int together, long turnNanos) {
        long begin = System.nanoTime();
        return new Iterator<>() {
            @Override
            public boolean hasNext() {
                return true;
            }

            @Override
            public Map<String, Object> next() {
                ThreadLocalRandom random = ThreadLocalRandom.current();
                if (random.nextDouble() < EVERYBODYS) {
                    return apps.get(random.nextInt(apps.size()));
                }
                long turn = (System.nanoTime() - begin) / turnNanos;
                return apps.get((int) ((turn * together + random.nextInt(together)) % apps.size()));
            }
        };
    }
}
