package dev.seenby.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.demo.DemoApp;
import dev.seenby.storage.postgres.embedded.PostgresServer;
import dev.seenby.tencent.UserSig;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Olga, the operator, starts and stops Seenby, and now and then does it wrong. */
class LifecycleTest {
    private static final String KEY = "0f".repeat(32);

    @TempDir
    Path folder;

    @Test
    void itStartsAnswersStopsWhenAskedToAndStartsAgainWithWhatItHad() {
        try (SeenbyProcess first = start(Map.of()).ready()) {
            assertThat(receipts(first).body())
                    .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\",\"GroupMsgReceiptList\":["
                            + "{\"Code\":0,\"MsgSeq\":1,\"ReadNum\":1,\"UnreadNum\":6},"
                            + "{\"Code\":0,\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":6}]}");
            assertThat(first.get(first.managementPort, "/health/ready").body())
                    .isEqualTo(
                            "{\"state\":\"up\",\"components\":[{\"name\":\"server\",\"state\":\"up\"},"
                                    + "{\"name\":\"disk\",\"state\":\"up\"},{\"name\":\"postgresql\",\"state\":\"up\"},{\"name\":\"writers\",\"state\":\"up\"},{\"name\":\"redis\",\"state\":\"up\"},{\"name\":\"index\",\"state\":\"up\"}]}");
            assertThat(first.get(first.managementPort, "/metrics").body())
                    .contains("seenby_calls_total{call=\"v4/group_open_http_svc/get_group_msg_receipt\",code=\"0\","
                            + "dialect=\"tencent\",outcome=\"ok\",status=\"200\"} 1.0");
            assertThat(first.get(first.httpPort, "/nothing").statusCode()).isEqualTo(404);
            assertThat(raw(first.httpPort, "POST /v4/%zz HTTP/1.1"))
                    .startsWith("HTTP/1.1 200")
                    .endsWith("{\"ActionStatus\":\"FAIL\",\"ErrorCode\":60002,\"ErrorInfo\":\"HTTP parse Error\"}");
            assertThat(raw(first.httpPort, "GET /%zz HTTP/1.1")).startsWith("HTTP/1.1 400");
            assertThat(first.get(first.httpPort, "/nothing").headers().firstValue("Content-Type"))
                    .contains("application/problem+json");
            assertThat(first.get(first.httpPort, "/admin/v1/apps").statusCode()).isEqualTo(401);

            first.terminate();

            assertThat(first.exitCode()).as(first.output()).isZero();
            assertThat(first.lines())
                    .anyMatch(line -> line.startsWith("admin token, shown only this once: "))
                    .anyMatch(line -> line.contains("http://127.0.0.1:" + first.httpPort))
                    .anyMatch(line -> line.contains("./seenby usersig --sdkappid 1400000000"));
            assertThat(first.output()).doesNotContain("ERROR").doesNotContain("Exception");
        }
        try (SeenbyProcess second = start(Map.of()).ready()) {
            assertThat(receipts(second).body()).contains("\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":6}");
            assertThat(second.output()).doesNotContain("admin token, shown");
        }
    }

    @Test
    void itRunsOnPostgresAlone() {
        try (SeenbyProcess server = start(Map.of("SEENBY_REDIS_URI", "none")).ready()) {
            assertThat(receipts(server).body()).contains("\"MsgSeq\":2,\"ReadNum\":1,\"UnreadNum\":6}");
            assertThat(server.output()).contains("no Redis: ");
        }
    }

    @Test
    void itStopsInGoodOrderWhenAskedToWhileItStarts() {
        try (SeenbyProcess server = start(Map.of()).starting()) {
            server.terminate();

            assertThat(server.exitCode()).as(server.output()).isZero();
            assertThat(server.output()).doesNotContain("ERROR").doesNotContain("ready in");
        }
    }

    @Test
    void aSecondOneOnTheSameDataDirectoryIsRefused() {
        try (SeenbyProcess first = start(Map.of()).starting();
                SeenbyProcess second = start(Map.of())) {
            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.lines())
                    .singleElement()
                    .asString()
                    .startsWith("seenby: another Seenby uses this data directory: ");
            assertThat(first.ready().output()).doesNotContain("seenby: ");
        }
    }

    @Test
    void aTakenPortIsNamedWithItsSetting() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                SeenbyProcess server =
                        start(Map.of("SEENBY_MANAGEMENT_PORT", Integer.toString(taken.getLocalPort())))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.lines())
                    .contains("seenby: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                            + ": the port is taken; stop who has it, or choose another with"
                            + " SEENBY_MANAGEMENT_PORT or --management-port");
        }
    }

    @Test
    void aTakenHttpPortIsNamedAndWhatWasStartedIsStopped() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                SeenbyProcess server = start(Map.of("SEENBY_HTTP_PORT", Integer.toString(taken.getLocalPort())))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("seenby: cannot listen on 127.0.0.1:" + taken.getLocalPort()
                                    + ": the port is taken")
                            && line.endsWith("SEENBY_HTTP_PORT or --http-port"));
            assertThat(Files.exists(folder.resolve("postgres/data/postmaster.pid")))
                    .isFalse();
        }
    }

    @Test
    void anUnreachableDatabaseIsNamedWithoutItsPassword() {
        int nobody = SeenbyProcess.freePort();
        try (SeenbyProcess server = start(Map.of(
                "SEENBY_POSTGRES_URI",
                "postgresql://seenby:hunter2@127.0.0.1:" + nobody + "/seenby",
                "SEENBY_SECRETS_KEY",
                KEY,
                "SEENBY_ADMIN_TOKEN",
                "olgas-token",
                "SEENBY_REDIS_URI",
                "none"))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.lines())
                    .singleElement()
                    .asString()
                    .startsWith("seenby: cannot connect to PostgreSQL at 127.0.0.1:" + nobody + "/seenby as seenby: ");
            assertThat(server.output()).doesNotContain("hunter2");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void aWrongPasswordIsCalledOne(@TempDir Path other) {
        try (PostgresServer postgres = PostgresServer.start(other, line -> {});
                SeenbyProcess server = start(Map.of(
                        "SEENBY_POSTGRES_URI",
                        postgres.uri().replaceFirst(":[^:@/]+@", ":hunter2@"),
                        "SEENBY_SECRETS_KEY",
                        KEY))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("seenby: cannot connect to PostgreSQL at 127.0.0.1:")
                            && line.contains("password authentication failed"));
            assertThat(server.output()).doesNotContain("hunter2");
        }
    }

    @Test
    void anUnreachableRedisIsNamed() {
        int nobody = SeenbyProcess.freePort();
        try (SeenbyProcess server = start(Map.of("SEENBY_REDIS_URI", "redis://127.0.0.1:" + nobody))) {
            assertThat(server.exitCode()).isEqualTo(1);
            assertThat(server.lines())
                    .anyMatch(line -> line.startsWith("seenby: cannot connect to Redis at 127.0.0.1:" + nobody + ": "));
        }
    }

    @Test
    void withACertificateItSpeaksTls() throws Exception {
        X509Bundle bundle = new CertificateBuilder()
                .subject("CN=localhost")
                .addSanIpAddress("127.0.0.1")
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
        Path certificate = Files.writeString(folder.resolve("cert.pem"), bundle.getCertificatePathPEM());
        Path key = Files.writeString(folder.resolve("key.pem"), bundle.getPrivateKeyPEM());
        SSLContext trust = SSLContext.getInstance("TLS");
        trust.init(null, bundle.toTrustManagerFactory().getTrustManagers(), new SecureRandom());
        try (SeenbyProcess server = start(Map.of(
                        "SEENBY_TLS_CERT",
                        certificate.toString(),
                        "SEENBY_TLS_KEY",
                        key.toString(),
                        "SEENBY_ADMIN_TOKEN",
                        "olgas-token"))
                .ready()) {
            HttpClient olga = HttpClient.newBuilder().sslContext(trust).build();
            String base = "https://127.0.0.1:" + server.httpPort;

            HttpResponse<String> nothing = get(olga, base + "/nothing");
            assertThat(nothing.statusCode()).isEqualTo(404);
            assertThat(nothing.version())
                    .as("the bounds of connections count on one call at a time")
                    .isEqualTo(HttpClient.Version.HTTP_1_1);
            assertThat(get(olga, base + "/v4/group_open_http_svc/get_group_msg_receipt")
                            .body())
                    .contains("\"ErrorCode\":60");
            assertThat(get(
                                    olga,
                                    base + "/api/v1/chat.getMessageReadReceipts?messageId=WyDsZzjk2wHogtWK2",
                                    "X-Auth-Token",
                                    "RScctEHSmLGZGywfIhWyRpyofhKOiMoUIpimhvheU3f",
                                    "X-User-Id",
                                    "rbAXPnMktTFbNpwtJ")
                            .body())
                    .contains("\"success\":true");
            assertThat(get(
                                    olga,
                                    base + "/api/v1/messages/43/read_receipts",
                                    "Authorization",
                                    "Basic "
                                            + Base64.getEncoder()
                                                    .encodeToString(
                                                            "reader-bot@demo.example:abcdefghijklmnopqrstuvwxyz012345"
                                                                    .getBytes(StandardCharsets.UTF_8)))
                            .body())
                    .contains("\"user_ids\":[3,7,9]");
            assertThat(get(olga, base + "/admin/v1/apps").statusCode()).isEqualTo(401);
            assertThat(get(olga, base + "/admin/v1/apps", "Authorization", "Bearer olgas-token")
                            .body())
                    .contains("1400000000");
            assertThat(server.lines()).anyMatch(line -> line.endsWith("https://127.0.0.1:" + server.httpPort));
        }
    }

    @Test
    void aFileThatIsNoCertificateIsNamedBeforeTheDatabasesStart() throws IOException {
        Path junk = Files.writeString(folder.resolve("junk.pem"), "junk");
        assertThat(lineAboutTls(junk, junk)).contains(" cannot be used: ");
    }

    @Test
    void aKeyOfAnotherCertificateIsNamedBeforeAnyClientFindsOut() throws Exception {
        CertificateBuilder builder =
                new CertificateBuilder().subject("CN=localhost").setIsCertificateAuthority(true);
        Path certificate = Files.writeString(
                folder.resolve("cert.pem"), builder.buildSelfSigned().getCertificatePathPEM());
        Path key = Files.writeString(
                folder.resolve("key.pem"), builder.buildSelfSigned().getPrivateKeyPEM());
        assertThat(lineAboutTls(certificate, key)).contains(" cannot be used: the key is not the certificate's; ");
    }

    /** The one line that is said before it ends with 2. */
    private String lineAboutTls(Path certificate, Path key) {
        try (SeenbyProcess server =
                start(Map.of("SEENBY_TLS_CERT", certificate.toString(), "SEENBY_TLS_KEY", key.toString()))) {
            assertThat(server.exitCode()).isEqualTo(2);
            List<String> lines = server.lines().stream()
                    .filter(line -> !line.startsWith("admin token, shown only this once: "))
                    .toList();
            assertThat(lines).hasSize(1);
            assertThat(lines.get(0))
                    .startsWith("seenby: SEENBY_TLS_CERT and SEENBY_TLS_KEY cannot be used: ")
                    .endsWith("; legal: PEM files of a certificate and its unencrypted private key");
            assertThat(folder.resolve("postgres")).doesNotExist();
            return lines.get(0);
        }
    }

    @Test
    void aWrongSettingEndsItBeforeAnythingIsStarted() {
        try (SeenbyProcess server = start(Map.of("SEENBY_DEMO", "perhaps"))) {
            assertThat(server.exitCode()).isEqualTo(2);
            assertThat(server.output())
                    .isEqualToIgnoringNewLines("seenby: SEENBY_DEMO is perhaps; legal: true or false");
            assertThat(folder).isEmptyDirectory();
        }
    }

    private SeenbyProcess start(Map<String, String> settings) {
        Map<String, String> all = new HashMap<>(Map.of("SEENBY_DATA_DIR", folder.toString()));
        all.putAll(settings);
        return new SeenbyProcess(all);
    }

    private static HttpResponse<String> get(HttpClient client, String uri, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(uri));
        return client.send(
                (headers.length == 0 ? request : request.headers(headers)).build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> receipts(SeenbyProcess server) {
        String sig = UserSig.sign(
                DemoApp.SDK_APP_ID,
                DemoApp.SECRET_KEY,
                DemoApp.ADMINISTRATOR,
                Instant.now().getEpochSecond(),
                3_600);
        return server.post(
                "/v4/group_open_http_svc/get_group_msg_receipt?sdkappid=1400000000&identifier=administrator&usersig="
                        + sig + "&random=99999999&contenttype=json",
                "{\"GroupId\":\"@TGS#2TTV7VSII\",\"MsgSeqList\":[{\"MsgSeq\":1},{\"MsgSeq\":2}]}");
    }

    /** What comes back for a request line that no client would send. */
    private static String raw(int port, String requestLine) {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(20_000);
            String request = requestLine + "\r\nHost: here\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
