package dev.seenby.storage.postgres;

import dev.seenby.storage.contract.Story;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between a node and its database and loses one commit, or its answer, when told to. */
final class LossyProxy {
    /** What becomes of the next commit. */
    enum Fate {
        /** It arrives and is answered. */
        DONE,
        /** It happens, but the connection breaks before its answer. */
        ANSWER_LOST,
        /** The connection breaks before it arrives. */
        NEVER_ARRIVES,
        /** It happens, its answer is lost, and nobody can connect from then on. */
        LAST_WORD
    }

    private static final String COMMIT_QUERY = "Q\0\0\0\013COMMIT\0";
    private static final String COMMIT_DONE = "COMMIT\0";

    private final AtomicReference<Fate> next = new AtomicReference<>(Fate.DONE);
    private volatile boolean deaf;
    private final NetServer server;
    private final NetClient client;
    private final URI target;

    LossyProxy(Vertx vertx, String uri) {
        target = URI.create(uri);
        client = vertx.createNetClient();
        server = Story.await(
                vertx.createNetServer().connectHandler(this::connected).listen(0, "127.0.0.1"));
    }

    /** The database's address, by way of the proxy. */
    String uri() {
        return target.toString().replace(":" + target.getPort() + "/", ":" + server.actualPort() + "/");
    }

    void nextCommit(Fate fate) {
        next.set(fate);
    }

    /** Lets connections through again. */
    void heal() {
        deaf = false;
    }

    boolean isArmed() {
        return next.get() != Fate.DONE;
    }

    private void connected(NetSocket node) {
        if (deaf) {
            node.close();
            return;
        }
        node.pause();
        client.connect(target.getPort(), target.getHost())
                .onFailure(e -> node.close())
                .onSuccess(database -> join(node, database));
    }

    private void join(NetSocket node, NetSocket database) {
        AtomicReference<Fate> fate = new AtomicReference<>(Fate.DONE);
        node.handler(data -> {
            if (holds(data, COMMIT_QUERY)) {
                fate.set(next.getAndSet(Fate.DONE));
            }
            if (fate.get() == Fate.NEVER_ARRIVES) {
                node.close();
                database.close();
            } else {
                database.write(data);
            }
        });
        database.handler(data -> {
            if (fate.get() == Fate.DONE) {
                node.write(data);
            } else if (holds(data, COMMIT_DONE)) {
                deaf = fate.get() == Fate.LAST_WORD;
                node.close();
                database.close();
            }
        });
        node.closeHandler(closed -> database.close());
        database.closeHandler(closed -> node.close());
        node.resume();
    }

    private static boolean holds(Buffer data, String text) {
        return data.toString(StandardCharsets.ISO_8859_1).contains(text);
    }
}
