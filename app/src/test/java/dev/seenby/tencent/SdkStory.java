package dev.seenby.tencent;

import io.github.doocs.im.ClientConfiguration;
import io.github.doocs.im.ImClient;
import io.vertx.core.http.HttpServer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

/** An unchanged client for Tencent IM, pointed at this server over TLS. */
abstract class SdkStory extends TencentTest {
    HttpServer secure;
    ImClient client;

    @BeforeAll
    void startSecureServer() {
        secure = TencentServer.start(vertx, stores, NO_LIMIT, () -> clock.instant(), LocalCertificate.server());
    }

    @AfterAll
    void stopSecureServer() throws Exception {
        secure.close().await(20, TimeUnit.SECONDS);
    }

    @BeforeEach
    void connect() {
        client = new ImClient(
                acme.id(),
                Tenant.ADMINISTRATOR,
                Tenant.KEY,
                "localhost:" + secure.actualPort(),
                new ClientConfiguration());
    }
}
