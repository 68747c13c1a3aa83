package dev.seenby.zulip;

import dev.seenby.clients.NodeSuite;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import dev.seenby.receipts.RealServers;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The client library that Zulip publishes for Node. */
@ExtendWith(RealServers.Shared.class)
class ZulipClientTest {
    @Test
    void thePublishedClientIsServed() {
        try (ZulipServer server = new ZulipServer()) {
            // The client speaks to an address, so the organisation is the one of that host.
            String host = "127.0.0.1";
            String password = Secrets.password();
            Client owner = server.organisation(host);
            ZulipServer.await(new Passwords(server.vertx()).credential(password).compose(credential -> server.services()
                    .credentials()
                    .add(owner.person().id(), credential)));
            NodeSuite.run(
                    NodeSuite.SCRIPTS.resolve("zulip").resolve("zulip.test.mjs"),
                    Map.of(
                            "SEENBY_URL",
                            "http://" + host + ":" + server.port(),
                            "SEENBY_EMAIL",
                            owner.email(),
                            "SEENBY_PASSWORD",
                            password),
                    Duration.ofMinutes(5));
        }
    }
}
