package dev.seenby.webhooks;

import static dev.seenby.storage.contract.Story.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.AppOptions;
import dev.seenby.storage.AppOptions.Webhook;
import dev.seenby.webhooks.Receiver.Mood;
import dev.seenby.webhooks.WebhookMetrics.Cause;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.net.PemTrustOptions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** One letter to Rita's back end, whatever state it is in. */
class PosterTest {
    private static final Duration PATIENCE = Duration.ofMillis(300);
    private static final String TAKEN = "taken";
    private static Vertx vertx;

    @BeforeAll
    static void begin() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void end() {
        await(vertx.close());
    }

    private static String post(Poster poster, String url) {
        Webhook webhook = new Webhook(url, "secret", Set.of(AppOptions.Event.SENT));
        Wording.Letter letter = new Wording.Letter("msg_1", "Subject", Buffer.buffer("{}"));
        Promise<Void> posted = Promise.promise();
        vertx.getOrCreateContext().runOnContext(now -> poster.post(webhook, letter, "a=1", Instant.now())
                .onComplete(posted));
        return await(posted.future()
                .map(TAKEN)
                .recover(e -> Future.succeededFuture(((PostFailed) e).reason.label()))
                .eventually(poster::close));
    }

    private static String post(String url) {
        return post(new Poster(vertx, new HttpClientOptions(), PATIENCE), url);
    }

    @ParameterizedTest
    @CsvSource({
        "TAKES, taken",
        "FAILS, 5xx",
        "REFUSES, 4xx",
        "REDIRECTS, 3xx",
        "HANGS, timeout",
        "HANGS_UP, connection",
        "TALKS_TOO_MUCH, taken",
        "TRICKLES, taken"
    })
    void theStatusAloneDecides(Mood mood, String outcome) {
        try (Receiver rita = new Receiver()) {
            rita.mood = mood;
            assertThat(post(rita.url("/hook"))).isEqualTo(outcome);
            assertThat(rita.posts).extracting(Receiver.Post::path).containsExactly("/hook");
        }
    }

    @Test
    void whereNobodyListensIsNoConnection() {
        Receiver rita = new Receiver();
        rita.close();

        assertThat(post(rita.url("/hook"))).isEqualTo("connection");
        assertThat(post("http://a host/")).isEqualTo("connection");
        assertThat(post("http://no-such-host.invalid/")).isIn("connection", "timeout");
    }

    @Test
    void everyStatusHasACause() {
        assertThat(Cause.of(101)).isEqualTo(Cause.STATUS_OTHER);
        assertThat(Cause.of(302)).isEqualTo(Cause.STATUS_3XX);
        assertThat(Cause.of(404)).isEqualTo(Cause.STATUS_4XX);
        assertThat(Cause.of(503)).isEqualTo(Cause.STATUS_5XX);
        assertThat(Cause.of(999)).isEqualTo(Cause.STATUS_OTHER);
    }

    @Test
    void onlyWhoeverProvesItsNameIsToldAnything() throws Exception {
        X509Bundle ritas = certificate("127.0.0.1");
        X509Bundle others = certificate("127.0.0.2");
        HttpClientOptions trusting = new HttpClientOptions()
                .setTrustOptions(new PemTrustOptions()
                        .addCertValue(Buffer.buffer(ritas.getCertificatePathPEM()))
                        .addCertValue(Buffer.buffer(others.getCertificatePathPEM())));
        try (Receiver rita = new Receiver(tls(ritas));
                Receiver impostor = new Receiver(tls(others))) {
            Duration patience = Duration.ofSeconds(10);

            assertThat(post(new Poster(vertx, trusting, patience), rita.url("/hook")))
                    .isEqualTo(TAKEN);
            assertThat(post(new Poster(vertx, trusting, patience), impostor.url("/hook")))
                    .isEqualTo("connection");
            assertThat(post(new Poster(vertx, new HttpClientOptions(), patience), rita.url("/hook")))
                    .as("nobody vouches for Rita")
                    .isEqualTo("connection");
            assertThat(rita.posts).hasSize(1);
            assertThat(impostor.posts).isEmpty();
        }
    }

    private static X509Bundle certificate(String address) throws Exception {
        return new CertificateBuilder()
                .subject("CN=Rita")
                .addSanIpAddress(address)
                .setIsCertificateAuthority(true)
                .buildSelfSigned();
    }

    private static SSLContext tls(X509Bundle bundle) throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(bundle.toKeyManagerFactory().getKeyManagers(), null, new SecureRandom());
        return context;
    }

    @ParameterizedTest
    @CsvSource({
        "http://a.example,          http://a.example?x=1",
        "http://a.example/h?,       http://a.example/h?x=1",
        "http://a.example/h?b=2,    http://a.example/h?b=2&x=1",
        "http://a.example/h?b=2&,   http://a.example/h?b=2&x=1",
        "http://a.example/h?b=2#c,  http://a.example/h?b=2&x=1"
    })
    void theQueryIsAddedToTheAppsOwn(String url, String sent) {
        assertThat(Poster.url(url, "x=1")).isEqualTo(sent);
    }

    @Test
    void theSignatureIsThatOfStandardWebhooks() {
        // Their published example.
        assertThat(Signature.of(
                        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                        "msg_p5jXN8AQM9LWM0D4loKWxJek",
                        1_614_265_330,
                        Buffer.buffer("{\"test\": 2432232314}")))
                .isEqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
    }
}
