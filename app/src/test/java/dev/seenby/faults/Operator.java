package dev.seenby.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/** Olga, who makes, changes and deletes apps while what serves her is killed, and remembers what she was answered. */
final class Operator {
    static final String TOKEN = "olgas-token-for-the-admin-api";
    private static final long KEPT = 1_400_000_100L;
    private static final long FIRST_DELETED = 1_400_001_000L;
    private static final int FORGED = 70009;
    private static final Duration BOUND = Duration.ofSeconds(30);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final int port;
    /** Apps whose deletion she was told of. */
    private final List<Long> deleted = new ArrayList<>();

    private String key;
    /** Whether the answer to a rotation is missing, so that the key may be another. */
    private boolean keyInDoubt;

    private int renamed;
    private int renaming;
    private int made;

    /** Makes the app that she goes on changing. */
    Operator(int port) throws IOException, InterruptedException {
        this.port = port;
        this.key = make(KEPT, "acme-0");
    }

    /** @return the secret key */
    String make(long sdkAppId, String name) throws IOException, InterruptedException {
        ObjectNode app = TencentCaller.JSON
                .createObjectNode()
                .put("name", name)
                .put("sdkAppId", sdkAppId)
                .put("callsPerSecond", 100_000);
        app.putArray("hosts").add("app" + sdkAppId + ".example");
        return ok("POST", "", app.toString()).path("secretKey").asText();
    }

    /** What a merge patch makes of an app. */
    void change(long sdkAppId, String patch) throws IOException, InterruptedException {
        ok("PATCH", "/" + sdkAppId, patch);
    }

    /** Until it is over, or the first call without an answer after it is. @param deletes whether she deletes apps, too */
    void work(AtomicBoolean over, boolean deletes) throws InterruptedException {
        while (!over.get()) {
            try {
                rename();
                if (renaming % 3 == 0) {
                    rotate();
                }
                if (deletes && renaming % 5 == 0) {
                    makeAndDelete();
                }
            } catch (IOException e) {
                // Not answered with success: it may have happened or not. That is what the round is for.
                Thread.onSpinWait();
            }
        }
    }

    private void rename() throws IOException, InterruptedException {
        renaming++;
        int number = renaming;
        change(KEPT, "{\"name\":\"acme-" + number + "\"}");
        renamed = number;
    }

    private void rotate() throws IOException, InterruptedException {
        keyInDoubt = true;
        key = ok("POST", "/" + KEPT + "/rotate-key", "").path("secretKey").asText();
        keyInDoubt = false;
    }

    /** While Redis is away nothing can be changed. */
    private void rotateAtLast() throws IOException, InterruptedException {
        long deadline = System.nanoTime() + BOUND.toNanos();
        do {
            try {
                rotate();
            } catch (IOException e) {
                assertThat(System.nanoTime()).as("answered %s", e.getMessage()).isLessThan(deadline);
                LockSupport.parkNanos(20_000_000);
            }
        } while (keyInDoubt);
    }

    private void makeAndDelete() throws IOException, InterruptedException {
        made++;
        long app = FIRST_DELETED + made;
        TencentCaller tencent = new TencentCaller(port, app, make(app, "short-lived"));
        tencent.importAccount("sender");
        tencent.importAccount("reader");
        tencent.createGroup("lobby", List.of("sender", "reader"));
        tencent.read("lobby", "reader", List.of(tencent.send("lobby", "sender", 1)));
        ok("DELETE", "/" + app, "");
        deleted.add(app);
    }

    /** What she was told is so, with the server up again. */
    void findsWhatSheWasTold() throws IOException, InterruptedException {
        String name = ok("GET", "/" + KEPT, "").path("name").asText();
        assertThat(Integer.parseInt(name.substring("acme-".length())))
                .as("the number of the name")
                .isBetween(renamed, renaming);
        if (keyInDoubt) {
            rotateAtLast();
        }
        assertThat(code(key)).as("with the last key").isZero();
        String former = key;
        rotateAtLast();
        assertThat(code(former)).as("with the key before").isEqualTo(FORGED);
        for (long app : deleted) {
            assertThat(send("GET", "/" + app, "").statusCode())
                    .as("the deleted app %s", app)
                    .isEqualTo(404);
        }
    }

    List<Long> deleted() {
        return List.copyOf(deleted);
    }

    private int code(String with) throws IOException, InterruptedException {
        ObjectNode body = TencentCaller.JSON.createObjectNode().put("UserID", "dave");
        return new TencentCaller(port, KEPT, with)
                .call("im_open_login_svc", "account_import", body)
                .path("ErrorCode")
                .asInt(-1);
    }

    private JsonNode ok(String method, String path, String body) throws IOException, InterruptedException {
        HttpResponse<byte[]> answer = send(method, path, body);
        if (answer.statusCode() / 100 != 2) {
            throw new IOException(method + " " + path + " answered " + answer.statusCode());
        }
        return answer.body().length == 0
                ? TencentCaller.JSON.createObjectNode()
                : TencentCaller.JSON.readTree(answer.body());
    }

    private HttpResponse<byte[]> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/admin/v1/apps" + path))
                .timeout(Duration.ofSeconds(30))
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofByteArray());
    }
}
