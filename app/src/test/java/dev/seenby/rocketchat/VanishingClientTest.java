package dev.seenby.rocketchat;

import static dev.seenby.rocketchat.RocketChatServer.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.receipts.RealServers;
import dev.seenby.storage.Room;
import io.vertx.core.net.NetClient;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Bob, on a train, asks for a long list and is gone before he has it. */
@ExtendWith(RealServers.Shared.class)
class VanishingClientTest {
    private static final int MESSAGES = 200;
    private static final String TEXT = "Sleepers. ".repeat(6_000);

    @Test
    void nothingIsWrongWithAServerWhoseClientVanishes() throws InterruptedException {
        try (RocketChatServer server = new RocketChatServer()) {
            Chatting chat = new Chatting(server);
            Client bob = chat.person("bob");
            Room room = chat.room(Room.Kind.PUBLIC, "railway", bob);
            for (int i = 0; i < MESSAGES; i++) {
                chat.says(bob, room, TEXT);
            }
            NetClient phone = server.vertx().createNetClient();
            await(phone.connect(server.port(), "127.0.0.1").compose(socket -> {
                socket.handler(first -> socket.close());
                return socket.write("GET /api/v1/channels.messages?count=0&roomId=" + room.roomId()
                                + " HTTP/1.1\r\nHost: " + bob.host() + "\r\nX-User-Id: "
                                + bob.person().rocketChatId() + "\r\nX-Auth-Token: " + bob.token() + "\r\n\r\n")
                        .map(socket);
            }));

            assertThat(server.answers.poll(20, TimeUnit.SECONDS)).isEqualTo("api/v1/channels.messages gone");

            assertThat(bob.ok(bob.get("channels.messages", "roomId", room.roomId(), "count", "1"))
                            .getInteger("total"))
                    .isEqualTo(MESSAGES);
            await(phone.close());
        }
    }
}
