package dev.seenby.rocketchat;

import dev.seenby.clients.NodeSuite;
import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The client library that Rocket.Chat publishes, and the schemas of its answers. */
@ExtendWith(RocketChatServer.Shared.class)
class RocketChatClientTest {
    private final RocketChatServer server = RocketChatServer.shared();

    @Test
    void thePublishedClientIsServedAndEveryAnswerIsAsItsSchemaSays() {
        // The client speaks to an address, so the workspace is the one of that host.
        String host = "localhost";
        String password = Secrets.password();
        Client admin = server.workspace(host);
        RocketChatServer.await(
                new Passwords(server.vertx()).credential(password).compose(credential -> server.services()
                        .credentials()
                        .add(admin.person().id(), credential)));
        NodeSuite.run(
                NodeSuite.SCRIPTS.resolve("rocketchat").resolve("rocketchat.test.mjs"),
                Map.of(
                        "SEENBY_URL",
                        "http://" + host + ":" + server.port(),
                        "SEENBY_USER",
                        admin.person().username(),
                        "SEENBY_PASSWORD",
                        password),
                Duration.ofMinutes(5));
    }
}
