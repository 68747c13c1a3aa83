package dev.seenby.config;

import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How this server runs. Complete and consistent: what cannot be stops the start while it is read.
 *
 * @param httpPort 0 = any free one
 * @param managementPort 0 = any free one
 * @param host as it was given
 * @param address what {@code host} resolved to
 * @param adminToken null = a random one is made at first start
 * @param secretsKey null = made once and kept in the data directory; never null with a PostgreSQL of one's own
 * @param maxConcurrentCalls how many calls are worked on at once
 */
public record Config(
        int httpPort,
        int managementPort,
        String host,
        InetAddress address,
        Path dataDir,
        Database postgres,
        Database redis,
        @Nullable String adminToken,
        @Nullable Tls tls,
        @Nullable SecretsKey secretsKey,
        boolean demo,
        int maxConcurrentCalls,
        LogFormat logFormat) {
    /** How the lines of the log are written. */
    public enum LogFormat {
        TEXT,
        JSON
    }

    /** Where a database is. */
    public sealed interface Database {
        /** Started by Seenby, under the data directory. */
        record Embedded() implements Database {}

        /** The operator's own. */
        record At(URI uri) implements Database {
            /** Leaves user and password out. */
            @Override
            public String toString() {
                return uri.getScheme() + "://" + uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
            }
        }

        /** There is none, on purpose. */
        record None() implements Database {}
    }

    /** PEM files. */
    public record Tls(Path certificate, Path key) {}

    /** The 32 bytes that encrypt what must be recoverable. */
    public static final class SecretsKey {
        private final byte[] bytes;

        SecretsKey(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        public byte[] bytes() {
            return bytes.clone();
        }
    }

    /** Whether anything is kept in the data directory. */
    public boolean usesDataDir() {
        return postgres instanceof Database.Embedded
                || redis instanceof Database.Embedded
                || adminToken == null
                || secretsKey == null;
    }

    /** Leaves the secrets out. */
    @Override
    public String toString() {
        return "Config[http " + host + ":" + httpPort + ", management " + managementPort + ", data " + dataDir
                + ", PostgreSQL " + postgres + ", Redis " + redis + ", TLS " + (tls != null) + ", demo " + demo + "]";
    }
}
