package dev.seenby.storage.redis;

import dev.seenby.storage.AppStamps;
import dev.seenby.storage.EventQueues;
import dev.seenby.storage.Limiter;
import dev.seenby.storage.ReceiptIndex;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.net.NetClientOptions;
import io.vertx.redis.client.RedisOptions;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * The receipt index, the limiter and the queues of events on one Redis server (6.2 or newer). While Redis is away everything fails at once
 * with {@link StorageException.Unavailable}; it comes back by itself.
 */
public final class RedisStorage {
    private static final Set<String> SCHEMES = Set.of("redis", "rediss", "unix");
    private static final int CONNECT_MILLIS = 2_500;
    private static final long CHECK_MILLIS = 1_000;

    private final Links links;
    private final ReceiptIndex index;
    private final Limiter limiter;
    private final EventQueues queues;
    private final AppStamps stamps;

    private RedisStorage(Links links) {
        this.links = links;
        this.index = new RedisReceiptIndex(links);
        this.limiter = new RedisLimiter(links, System::nanoTime);
        this.queues = new RedisEventQueues(links);
        this.stamps = new RedisAppStamps(links);
    }

    /**
     * Connects.
     *
     * @param uri {@code redis://[[user]:password@]host[:port][/database]}, {@code rediss://…} for TLS, or {@code unix://path}
     * @return fails with {@link StorageException.Unavailable}, whose message is one line without the password, if there
     *     is no connection within 3 seconds
     */
    public static Future<RedisStorage> open(Vertx vertx, String uri) {
        URI address = parse(uri);
        if (address == null) {
            return Future.failedFuture(new StorageException.Unavailable(
                    "not the address of a Redis: expected redis://[[user]:password@]host[:port][/database]", null));
        }
        RedisOptions options = new RedisOptions()
                .setConnectionString(uri)
                .setPoolName("seenby-redis")
                .setMaxPoolSize(1)
                .setPoolCleanerInterval(-1)
                .setMaxWaitingHandlers(2 * Link.MAX_IN_FLIGHT)
                .setNetClientOptions(new NetClientOptions()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setTcpKeepAlive(true)
                        .setTcpNoDelay(true)
                        .setHostnameVerificationAlgorithm("HTTPS"));
        return Links.open(vertx, options)
                .map(RedisStorage::new)
                .recover(e -> Future.failedFuture(new StorageException.Unavailable(
                        "cannot connect to Redis at " + shown(address) + ": " + reason(e, address), null)));
    }

    /** Who has read what, for counting. */
    public ReceiptIndex index() {
        return index;
    }

    /** Calls counted over all nodes. */
    public Limiter limiter() {
        return limiter;
    }

    /** Events for clients that wait for them. */
    public EventQueues queues() {
        return queues;
    }

    /** What tells all nodes that an app was changed. */
    public AppStamps stamps() {
        return stamps;
    }

    /** Whether there is a connection now; for metrics. Asks nobody. */
    public boolean up() {
        return links.up();
    }

    /** Completes when Redis answers, within a second; else fails with a {@link StorageException}. */
    public Future<Void> check() {
        return links.ping(CHECK_MILLIS);
    }

    /** Closes all connections. Commands under way fail, later ones too. */
    public Future<Void> close() {
        return links.close();
    }

    private static @Nullable URI parse(String uri) {
        try {
            URI parsed = new URI(uri);
            boolean named = parsed.getHost() != null || "unix".equals(parsed.getScheme());
            return parsed.getScheme() != null && SCHEMES.contains(parsed.getScheme()) && named ? parsed : null;
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static String shown(URI address) {
        return address.getHost() == null
                ? String.valueOf(address.getPath())
                : address.getHost() + ":" + (address.getPort() < 0 ? 6379 : address.getPort());
    }

    /** Why, in one line. A client's own words are left out where they could repeat the address with its password. */
    private static String reason(Throwable cause, URI address) {
        if (cause instanceof TimeoutException) {
            return "no answer";
        }
        String message = String.valueOf(cause.getMessage());
        String login = address.getRawUserInfo();
        boolean harmless = login == null || !message.contains(login.substring(login.indexOf(':') + 1));
        return harmless
                ? message.lines().findFirst().orElse("no reason given")
                : cause.getClass().getSimpleName();
    }
}
