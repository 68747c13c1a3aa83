package dev.seenby.tencent;

import com.tencentyun.TLSSigAPIv2;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions;
import dev.seenby.storage.NewApp;
import dev.seenby.storage.Person;
import io.vertx.core.json.JsonObject;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An app of its own for each test, and what its administrator needs to call: the signatures are made by Tencent's library. */
record Tenant(App app, String userSig) {
    static final String KEY = "0123456789abcdef".repeat(4);
    static final String ADMINISTRATOR = "administrator";

    static Tenant create(Stores stores) {
        return create(stores, 1_000);
    }

    static Tenant create(Stores stores, int callsPerSecond) {
        Registration.Request owner = new Registration.Request(
                ADMINISTRATOR, null, null, null, "Administrator", null, Person.Role.OWNER, false, null, List.of());
        NewApp app = new NewApp(
                null,
                "acme",
                List.of(UUID.randomUUID() + ".example"),
                callsPerSecond,
                0,
                KEY,
                Registration.fill(owner, 0),
                List.of());
        App made;
        try {
            made = stores.apps().create(app).await(20, TimeUnit.SECONDS).app();
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
        return new Tenant(made, new TLSSigAPIv2(made.sdkAppId(), KEY).genUserSig(ADMINISTRATOR, 3_600));
    }

    /** The app with other options. */
    static App with(App app, AppOptions options) {
        return app.withOptions(options);
    }

    /** The app with another secret key. */
    static App with(App app, String secretKey) {
        return app.withSecretKey(secretKey);
    }

    long id() {
        return app.sdkAppId();
    }

    String target(String path) {
        return target(path, ADMINISTRATOR, userSig);
    }

    String target(String path, String identifier, String signature) {
        return path + "?sdkappid=" + id() + "&identifier=" + encode(identifier) + "&usersig=" + encode(signature)
                + "&random=99999999&contenttype=json";
    }

    static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    Line.Answer group(Line line, String command, String body) {
        return line.post(target("/v4/group_open_http_svc/" + command), body);
    }

    Line.Answer account(Line line, String command, String body) {
        return line.post(target("/v4/im_open_login_svc/" + command), body);
    }

    static String json(Object... pairs) {
        JsonObject object = new JsonObject();
        for (int i = 0; i < pairs.length; i += 2) {
            object.put((String) pairs[i], pairs[i + 1]);
        }
        return object.encode();
    }
}
