package dev.seenby.storage.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds a free TCP port on loopback. */
public final class LoopbackPort {
    /**
     * Below the ranges from which Linux (32768 and up) and macOS (49152 and up) take the ports of outgoing connections.
     * Inside them, a client that tries to reach a server while it restarts can be given the server's port as its own, and
     * keep it.
     */
    private static final int FIRST = 20_000;

    private static final int LAST = 31_999;
    private static final int TRIES = 200;

    private LoopbackPort() {}

    /**
     * A port on which nobody listens now.
     *
     * @throws EmbeddedServerException when 200 random ports between 20000 and 31999 are all taken
     */
    public static int choose() {
        for (int i = 0; i < TRIES; i++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST + 1);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port));
                return port;
            } catch (IOException taken) {
                continue;
            }
        }
        throw new EmbeddedServerException("no free TCP port on 127.0.0.1 between " + FIRST + " and " + LAST);
    }
}
