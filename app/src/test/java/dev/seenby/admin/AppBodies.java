package dev.seenby.admin;

import static dev.seenby.admin.Olga.APPS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import io.vertx.core.json.JsonObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;

/** Olga, who makes and patches apps, each with one or some fields. */
@ExtendWith(RealServers.Shared.class)
abstract class AppBodies {
    private static Olga olga;
    private static int made;

    @BeforeAll
    static void start() {
        olga = new Olga();
    }

    @AfterAll
    static void stop() {
        olga.close();
    }

    static String text(String one, int times) {
        return "\"" + one.repeat(times) + "\"";
    }

    static JsonObject shown(String app) {
        return Olga.body(200, olga.get(app));
    }

    /** Its path; it has a host of its own. @param members JSON of further fields */
    static String newApp(String members) {
        return APPS + "/" + created(members).getLong("sdkAppId");
    }

    static JsonObject created(String members) {
        return Olga.body(201, olga.create(whole(members)));
    }

    private static String whole(String members) {
        String name = members.startsWith("\"name\"") ? "" : "\"name\":\"acme\",";
        String host = "\"hosts\":[\"made" + ++made + ".example\"]";
        return "{" + name + host + (members.isEmpty() ? "" : "," + members) + "}";
    }

    static JsonObject patched(String app, String members) {
        JsonObject changed = Olga.body(200, olga.patch(app, "{" + members + "}"));
        JsonObject withoutSecret = changed.copy();
        if (withoutSecret.getJsonObject("webhook") != null) {
            withoutSecret.getJsonObject("webhook").remove("secret");
        }
        assertThat(Olga.body(200, olga.get(app))).isEqualTo(withoutSecret);
        return withoutSecret;
    }

    static String refusedOnCreation(String detail, String members) {
        return String.valueOf(Olga.problem(400, detail, olga.create(whole(members))));
    }

    static String refused(String app, String detail, String members) {
        return String.valueOf(Olga.problem(400, detail, olga.patch(app, "{" + members + "}")));
    }
}
