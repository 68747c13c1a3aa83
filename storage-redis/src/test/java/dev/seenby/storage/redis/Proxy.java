package dev.seenby.storage.redis;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Stands between a node and Redis and can swallow everything without closing anything. */
final class Proxy {
    private final NetServer server;
    private final Set<NetSocket> inbound = ConcurrentHashMap.newKeySet();
    private volatile boolean swallowing;

    private Proxy(NetServer server) {
        this.server = server;
    }

    static Future<Proxy> start(Vertx vertx, int redisPort) {
        NetServer server = vertx.createNetServer(new NetServerOptions().setHost("127.0.0.1"));
        NetClient client = vertx.createNetClient();
        Proxy proxy = new Proxy(server);
        server.connectHandler(in -> {
            in.pause();
            proxy.inbound.add(in);
            client.connect(redisPort, "127.0.0.1").onComplete(out -> proxy.join(in, out), e -> in.close());
        });
        return server.listen(0).map(proxy);
    }

    private void join(NetSocket in, NetSocket out) {
        in.handler(bytes -> {
            if (!swallowing) {
                out.write(bytes);
            }
        });
        out.handler(bytes -> {
            if (!swallowing) {
                in.write(bytes);
            }
        });
        in.closeHandler(v -> {
            inbound.remove(in);
            out.close();
        });
        out.closeHandler(v -> in.close());
        in.resume();
    }

    String uri() {
        return "redis://127.0.0.1:" + server.actualPort();
    }

    int connections() {
        return inbound.size();
    }

    void swallow(boolean on) {
        swallowing = on;
    }
}
