package dev.seenby.faults;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetSocket;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Stands between the server and a database and does what networks do. */
public final class FaultProxy implements AutoCloseable {
    private final NetServer server;
    private final NetClient client;
    private final int target;
    private final Set<NetSocket> sockets = ConcurrentHashMap.newKeySet();
    private final AtomicReference<String> swallow = new AtomicReference<>("");
    private final AtomicInteger swallowed = new AtomicInteger();
    private volatile boolean refusing;

    public FaultProxy(Vertx vertx, int target) throws Exception {
        this.target = target;
        this.client = vertx.createNetClient();
        this.server = vertx.createNetServer().connectHandler(this::connected);
        server.listen(0, "127.0.0.1").await(10, TimeUnit.SECONDS);
    }

    public int port() {
        return server.actualPort();
    }

    /** Breaks all connections and refuses new ones until {@link #heal}. */
    public void cut() {
        refusing = true;
        sockets.forEach(NetSocket::close);
    }

    public void heal() {
        refusing = false;
    }

    /** The next request that contains the text is passed on; its answer is not, and the connection breaks instead. */
    public void swallowAnswerTo(String text) {
        swallow.set(text);
    }

    /** How many answers were swallowed. */
    public int swallowed() {
        return swallowed.get();
    }

    private void connected(NetSocket near) {
        if (refusing) {
            near.close();
            return;
        }
        near.pause();
        client.connect(target, "127.0.0.1").onFailure(failure -> near.close()).onSuccess(far -> join(near, far));
    }

    private void join(NetSocket near, NetSocket far) {
        sockets.add(near);
        boolean[] deaf = new boolean[1];
        near.handler(data -> {
            String text = swallow.get();
            if (!text.isEmpty() && contains(data, text) && swallow.compareAndSet(text, "")) {
                swallowed.incrementAndGet();
                deaf[0] = true;
            }
            far.write(data);
        });
        far.handler(data -> {
            if (deaf[0]) {
                near.close();
            } else {
                near.write(data);
            }
        });
        near.closeHandler(v -> {
            sockets.remove(near);
            far.close();
        });
        far.closeHandler(v -> near.close());
        near.resume();
    }

    private static boolean contains(Buffer data, String text) {
        return data.toString(StandardCharsets.ISO_8859_1).contains(text);
    }

    @Override
    public void close() throws Exception {
        server.close().await(10, TimeUnit.SECONDS);
        client.close().await(10, TimeUnit.SECONDS);
    }
}
