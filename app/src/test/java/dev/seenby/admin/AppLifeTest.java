package dev.seenby.admin;

import static dev.seenby.admin.Olga.APPS;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.seenby.receipts.RealServers;
import dev.seenby.receipts.Registration;
import dev.seenby.storage.App;
import dev.seenby.storage.AppOptions.Webhook;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.web.client.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

/** Olga and Otto, two operators, change apps at the same time, give them new secrets, and delete them. */
@ExtendWith(RealServers.Shared.class)
class AppLifeTest {
    private static final String NO_APP = "no app has this sdkAppId";
    private static final String CHANGED_SINCE = "the app was changed since; its version is now ";

    private static Olga olga;
    private static long made;

    @BeforeAll
    static void start() {
        olga = new Olga();
    }

    @AfterAll
    static void stop() {
        olga.close();
    }

    @Test
    void olgaChangesOnlyWhatSheHasSeen() {
        String app = newApp("");
        String seen = tag(olga.get(app));
        HttpResponse<Buffer> ottos = Olga.await(olga.patching(app, "{\"name\":\"ottos\"}", seen));
        Olga.body(200, ottos);
        assertThat(tag(ottos)).isNotEqualTo(seen).isEqualTo(tag(olga.get(app)));

        for (String stale : List.of(
                seen, "W/" + tag(ottos), "\"x\"", "\"0\", \"x\"", "", tag(ottos).replace("\"", ""))) {
            Olga.problem(
                    412, CHANGED_SINCE + tag(ottos), Olga.await(olga.patching(app, "{\"name\":\"olgas\"}", stale)));
            Olga.problem(412, CHANGED_SINCE, conditionally(HttpMethod.DELETE, app, stale));
            Olga.problem(412, CHANGED_SINCE, conditionally(HttpMethod.POST, app + "/rotate-key", stale));
            Olga.problem(412, CHANGED_SINCE, conditionally(HttpMethod.POST, app + "/rotate-webhook-secret", stale));
        }
        assertThat(Olga.body(200, olga.get(app)).getString("name")).isEqualTo("ottos");
        assertThat(tag(olga.get(app))).isEqualTo(tag(ottos));

        for (String good : List.of("*", "\"x\" , " + tag(ottos))) {
            Olga.body(
                    200,
                    conditionally(HttpMethod.POST, app + "/rotate-key", good.replace(tag(ottos), tag(olga.get(app)))));
        }
        assertThat(conditionally(HttpMethod.DELETE, app, tag(olga.get(app))).statusCode())
                .isEqualTo(202);
        Olga.problem(404, NO_APP, conditionally(HttpMethod.DELETE, app, "\"x\""));
    }

    @Test
    void ofManyWhoChangeWhatTheyHaveSeenAtOnceOneDoes() {
        String app = newApp("");
        String seen = tag(olga.get(app));
        List<Future<HttpResponse<Buffer>>> changes = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            changes.add(olga.patching(app, "{\"name\":\"operator " + i + "\"}", seen));
        }
        List<Integer> answers = new ArrayList<>();
        changes.forEach(change -> answers.add(Olga.await(change).statusCode()));

        assertThat(answers).containsOnly(200, 412).containsOnlyOnce(200);
        int winner = answers.indexOf(200);
        assertThat(Olga.body(200, olga.get(app)).getString("name")).isEqualTo("operator " + winner);
    }

    @Test
    void patchesOfDifferentFieldsAtOnceAreAllMade() {
        String app = newApp("");
        List<String> fields =
                List.of("callsPerSecond", "ceilingPerSecond", "callsPerSecondPerPerson", "messagesPerSecondPerGroup");
        List<Future<HttpResponse<Buffer>>> changes = new ArrayList<>();
        for (int round = 1; round <= 3; round++) {
            for (String field : fields) {
                changes.add(olga.patching(app, "{\"" + field + "\":7}", null));
            }
        }
        changes.forEach(change -> Olga.body(200, Olga.await(change)));
        JsonObject now = Olga.body(200, olga.get(app));
        assertThat(fields).allSatisfy(field -> assertThat(now.getInteger(field)).isEqualTo(7));
    }

    @Test
    void aDeletedAppIsGoneAndItsHostsAreFreeButNotItsId() {
        String app = newApp("\"webhook\":{\"url\":\"http://a/\"}");
        long id = Long.parseLong(app.substring(app.lastIndexOf('/') + 1));
        JsonArray hosts = Olga.body(200, olga.get(app)).getJsonArray("hosts");
        Olga.await(olga.storage
                .people()
                .create(id, Registration.fill(Registration.Request.tencent("bob", null, null), 0), List.of()));
        String erasure = app + "/erasures/"
                + Olga.body(202, olga.delete(app + "/people/bob")).getLong("id");
        Olga.body(200, olga.get(erasure));

        HttpResponse<Buffer> deleted = olga.delete(app);
        assertThat(deleted.statusCode()).isEqualTo(202);
        assertThat(deleted.body()).isNull();

        Olga.problem(404, NO_APP, olga.delete(app));
        Olga.problem(404, NO_APP, olga.get(app));
        Olga.problem(404, NO_APP, olga.patch(app, "{}"));
        Olga.problem(404, NO_APP, olga.post(app + "/rotate-key"));
        Olga.problem(404, NO_APP, olga.post(app + "/rotate-webhook-secret"));
        Olga.problem(404, NO_APP, olga.get(app + "/people/administrator/export"));
        Olga.problem(404, NO_APP, olga.delete(app + "/people/administrator"));
        Olga.problem(404, NO_APP, olga.get(app + "/erasures"));
        Olga.problem(404, NO_APP, olga.get(erasure));
        assertThat(olga.get(APPS + "?after=" + (id - 1) + "&limit=1").bodyAsString())
                .doesNotContain("\"sdkAppId\":" + id + ",");

        Olga.problem(
                409,
                "sdkAppId is taken by another app, or by one whose data is still being deleted",
                olga.create("{\"name\":\"heir\",\"sdkAppId\":" + id + ",\"hosts\":" + hosts.encode() + "}"));
        Olga.body(201, olga.create("{\"name\":\"heir\",\"hosts\":" + hosts.encode() + "}"));
    }

    @Test
    void aWebhooksSecretIsShownOnceAndStaysWithItUntilItIsRotated() {
        String app = newApp("");
        long id = Long.parseLong(app.substring(app.lastIndexOf('/') + 1));
        Olga.problem(409, "the app has no webhook", olga.post(app + "/rotate-webhook-secret"));

        JsonObject first = Olga.body(200, olga.patch(app, "{\"webhook\":{\"url\":\"http://a/\"}}"))
                .getJsonObject("webhook");
        assertThat(first.getString("secret"))
                .matches("[0-9a-f]{64}")
                .isEqualTo(webhook(id).secret());

        String moved = olga.patch(app, "{\"webhook\":{\"url\":\"http://b/\",\"events\":[\"sent\"]}}")
                .bodyAsString();
        assertThat(moved).contains("http://b/").doesNotContain("secret");
        assertThat(webhook(id).secret()).isEqualTo(first.getString("secret"));

        JsonObject rotated = Olga.body(200, olga.post(app + "/rotate-webhook-secret"));
        assertThat(rotated.getLong("sdkAppId")).isEqualTo(id);
        assertThat(rotated.getString("secret"))
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(first.getString("secret"))
                .isEqualTo(webhook(id).secret());
        assertThat(Olga.body(200, olga.get(app)).getJsonObject("webhook"))
                .isEqualTo(new JsonObject("{\"url\":\"http://b/\",\"events\":[\"sent\"]}"));

        olga.patch(app, "{\"webhook\":null}");
        JsonObject another = Olga.body(200, olga.patch(app, "{\"webhook\":{\"url\":\"http://b/\"}}"))
                .getJsonObject("webhook");
        assertThat(another.getString("secret"))
                .matches("[0-9a-f]{64}")
                .isNotIn(first.getString("secret"), rotated.getString("secret"));
    }

    @Test
    void aNewKeyIsShownOnceAndTakesTheFormersPlace() {
        JsonObject created = Olga.body(201, olga.create("{\"name\":\"acme\",\"hosts\":[\"rotating.example\"]}"));
        String app = APPS + "/" + created.getLong("sdkAppId");

        JsonObject rotated = Olga.body(200, olga.post(app + "/rotate-key"));

        assertThat(rotated.fieldNames()).containsExactly("sdkAppId", "secretKey");
        assertThat(rotated.getString("secretKey"))
                .matches("[0-9a-f]{64}")
                .isNotEqualTo(created.getString("secretKey"))
                .isEqualTo(stored(created.getLong("sdkAppId")).secretKey());
        assertThat(olga.get(app).bodyAsString()).doesNotContain(rotated.getString("secretKey"));
        assertThat(olga.get(APPS + "?limit=1000").bodyAsString()).doesNotContain("secret", "apiKey", "authToken");
    }

    @Test
    void noSecretIsEverLogged() {
        Logger everything = (Logger) LoggerFactory.getLogger("dev.seenby");
        Level former = everything.getLevel();
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        everything.setLevel(Level.TRACE);
        everything.addAppender(lines);
        List<String> secrets = new ArrayList<>(List.of("olgas-token", "wonderland", "in-the-url"));
        try {
            JsonObject created = Olga.body(201, olga.create("""
                    {"name":"acme","hosts":["logged.example"],"owner":{"password":"wonderland"},
                     "webhook":{"url":"http://a/?token=in-the-url"}}"""));
            String app = APPS + "/" + created.getLong("sdkAppId");
            secrets.add(created.getString("secretKey"));
            secrets.add(created.getJsonObject("owner").getString("authToken"));
            secrets.add(created.getJsonObject("owner").getString("apiKey"));
            secrets.add(created.getJsonObject("webhook").getString("secret"));
            secrets.add(olga.post(app + "/rotate-key").bodyAsJsonObject().getString("secretKey"));
            secrets.add(
                    olga.post(app + "/rotate-webhook-secret").bodyAsJsonObject().getString("secret"));
            olga.patch(app, "{\"name\":\"x\",\"webhook\":{\"url\":\"http://b/?token=in-the-url\"}}");
            Olga.problem(400, "the body is not JSON", olga.create("{\"owner\":{\"password\":\"wonderland\"},,"));
            Olga.problem(400, "name is required", olga.create("{\"owner\":{\"password\":\"wonderland\"}}"));
        } finally {
            everything.detachAppender(lines);
            everything.setLevel(former);
        }

        assertThat(lines.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .anyMatch(line -> line.contains("was made"))
                .anyMatch(line -> line.contains("has a new secret key"))
                .allSatisfy(line -> assertThat(line).doesNotContain(secrets.toArray(String[]::new)));
    }

    @Test
    void whatIsNotThereIsA404OnlyForTheOperator() {
        for (String path :
                List.of("/admin/v1/", "/admin/v1/app", "/admin/v1/apps/7/keys", "/admin/v1/apps/7/people/bob/x")) {
            Olga.problem(404, "there is nothing at /admin/v1/", olga.get(path));
            Olga.problem(404, "there is nothing at /admin/v1/", olga.post(path));
        }
    }

    private static HttpResponse<Buffer> conditionally(HttpMethod method, String path, String ifMatch) {
        return Olga.await(
                olga.request(method, path).putHeader("If-Match", ifMatch).send());
    }

    private static String tag(HttpResponse<Buffer> answer) {
        return Objects.requireNonNull(answer.getHeader("ETag"));
    }

    private static App stored(long id) {
        return Olga.await(olga.storage.apps().bySdkAppId(id)).orElseThrow();
    }

    private static Webhook webhook(long id) {
        return Objects.requireNonNull(stored(id).options().webhook());
    }

    /** Its path; it has a host of its own. @param members JSON of further fields */
    private static String newApp(String members) {
        return APPS + "/"
                + Olga.body(
                                201,
                                olga.create("{\"name\":\"acme\",\"hosts\":[\"life" + ++made + ".example\"]"
                                        + (members.isEmpty() ? "" : "," + members) + "}"))
                        .getLong("sdkAppId");
    }
}
