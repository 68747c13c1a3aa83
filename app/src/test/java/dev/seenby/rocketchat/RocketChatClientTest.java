package dev.seenby.rocketchat;

import dev.seenby.credentials.Passwords;
import dev.seenby.credentials.Secrets;
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
        NodeSuite.run("http://" + host + ":" + server.port(), admin.person().username(), password);
    }
}
