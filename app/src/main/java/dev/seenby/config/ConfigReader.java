package dev.seenby.config;

import dev.seenby.config.Config.Database;
import dev.seenby.config.Config.LogFormat;
import dev.seenby.config.Config.SecretsKey;
import dev.seenby.config.Config.Tls;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Makes the configuration of what is set, or says in one line why it cannot be. */
public final class ConfigReader {
    private static final int KEY_BYTES = 32;
    private static final int CALLS_FOR_EACH_PROCESSOR = 64;
    private static final int FEWEST_CALLS = 16;
    private static final int MOST_CALLS = 100_000;

    private final Map<Setting, String> values;

    private ConfigReader(Map<Setting, String> values) {
        this.values = values;
    }

    /** @throws ConfigException for the first value that is impossible */
    public static Config read(Map<Setting, String> values) {
        return new ConfigReader(values).read();
    }

    private Config read() {
        int httpPort = port(Setting.HTTP_PORT, 8080);
        int managementPort = port(Setting.MANAGEMENT_PORT, 9090);
        if (httpPort == managementPort && httpPort != 0) {
            throw Setting.MANAGEMENT_PORT.wrong("is " + managementPort + ", as is the HTTP port");
        }
        String host = values.getOrDefault(Setting.HOST, "127.0.0.1");
        InetAddress address = address(host);
        Path dataDir = path(Setting.DATA_DIR, values.getOrDefault(Setting.DATA_DIR, "./data"));
        if (Files.exists(dataDir) && !Files.isDirectory(dataDir)) {
            throw Setting.DATA_DIR.wrong("is " + dataDir + ", which is not a folder");
        }
        Database postgres = database(Setting.POSTGRES_URI, Set.of("postgresql", "postgres"));
        Database redis = database(Setting.REDIS_URI, Set.of("redis", "rediss"));
        boolean embedded = postgres instanceof Database.Embedded;
        return new Config(
                httpPort,
                managementPort,
                host,
                address,
                dataDir,
                postgres,
                redis,
                adminToken(),
                tls(),
                secretsKey(embedded),
                demo(embedded && address.isLoopbackAddress()),
                maxConcurrentCalls(),
                logFormat());
    }

    private int port(Setting setting, int byDefault) {
        String value = values.get(setting);
        if (value == null) {
            return byDefault;
        }
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65_535) {
            throw setting.wrong("is " + value);
        }
        return Integer.parseInt(value);
    }

    private static InetAddress address(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw Setting.HOST.wrong("is " + host + ", which cannot be resolved");
        }
    }

    private static Path path(Setting setting, String value) {
        try {
            return Path.of(value);
        } catch (InvalidPathException e) {
            throw setting.wrong("is no path");
        }
    }

    private Database database(Setting setting, Set<String> schemes) {
        String value = values.get(setting);
        if (value == null) {
            return new Database.Embedded();
        }
        if (setting == Setting.REDIS_URI && value.equals("none")) {
            return new Database.None();
        }
        // The value itself may hold a password, so no message repeats it.
        URI uri;
        try {
            uri = new URI(value);
        } catch (URISyntaxException e) {
            throw setting.wrong("is no URI");
        }
        if (uri.getScheme() == null || !schemes.contains(uri.getScheme())) {
            throw setting.wrong("does not begin with "
                    + schemes.stream().sorted().map(scheme -> scheme + "://").collect(Collectors.joining(" or ")));
        }
        if (uri.getHost() == null) {
            throw setting.wrong("names no host");
        }
        return new Database.At(uri);
    }

    private @Nullable String adminToken() {
        String token = values.get(Setting.ADMIN_TOKEN);
        if (token != null && !token.matches("[0-9A-Za-z._~+/=-]{8,200}")) {
            throw Setting.ADMIN_TOKEN.wrong("is not of that form");
        }
        return token;
    }

    private @Nullable Tls tls() {
        Path certificate = pem(Setting.TLS_CERT);
        Path key = pem(Setting.TLS_KEY);
        if (certificate == null && key == null) {
            return null;
        }
        if (certificate == null) {
            throw Setting.TLS_CERT.wrong("is unset, but " + Setting.TLS_KEY.variable() + " is set");
        }
        if (key == null) {
            throw Setting.TLS_KEY.wrong("is unset, but " + Setting.TLS_CERT.variable() + " is set");
        }
        return new Tls(certificate, key);
    }

    private @Nullable Path pem(Setting setting) {
        String value = values.get(setting);
        if (value == null) {
            return null;
        }
        Path file = path(setting, value);
        if (!Files.isRegularFile(file) || !Files.isReadable(file)) {
            throw setting.wrong("is " + file + ", which cannot be read");
        }
        return file;
    }

    private @Nullable SecretsKey secretsKey(boolean embedded) {
        String value = values.get(Setting.SECRETS_KEY);
        if (value == null) {
            if (!embedded) {
                throw Setting.SECRETS_KEY.wrong(
                        "is unset, but needed with a PostgreSQL of your own, the same on every node");
            }
            return null;
        }
        try {
            byte[] bytes = value.matches("[0-9a-fA-F]{64}")
                    ? HexFormat.of().parseHex(value)
                    : Base64.getDecoder().decode(value);
            if (bytes.length == KEY_BYTES) {
                return new SecretsKey(bytes);
            }
        } catch (IllegalArgumentException e) {
            // As wrong as a key of another length, and said below.
        }
        throw Setting.SECRETS_KEY.wrong("is not of that form");
    }

    private boolean demo(boolean byDefault) {
        String value = values.get(Setting.DEMO);
        if (value == null) {
            return byDefault;
        }
        String lower = value.toLowerCase(Locale.ROOT);
        if (!List.of("true", "false").contains(lower)) {
            throw Setting.DEMO.wrong("is " + value);
        }
        return lower.equals("true");
    }

    private int maxConcurrentCalls() {
        String value = values.get(Setting.MAX_CONCURRENT_CALLS);
        if (value == null) {
            return CALLS_FOR_EACH_PROCESSOR * Runtime.getRuntime().availableProcessors();
        }
        if (!value.matches("[0-9]{1,6}")
                || Integer.parseInt(value) < FEWEST_CALLS
                || Integer.parseInt(value) > MOST_CALLS) {
            throw Setting.MAX_CONCURRENT_CALLS.wrong("is " + value);
        }
        return Integer.parseInt(value);
    }

    private LogFormat logFormat() {
        return switch (values.getOrDefault(Setting.LOG_FORMAT, "text")) {
            case "text" -> LogFormat.TEXT;
            case "json" -> LogFormat.JSON;
            default -> throw Setting.LOG_FORMAT.wrong("is " + values.get(Setting.LOG_FORMAT));
        };
    }
}
