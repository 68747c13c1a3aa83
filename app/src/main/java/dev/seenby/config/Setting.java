package dev.seenby.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Every setting there is. Flags, {@code --help} and the environment's check are made from this list, and README's table
 * is compared with it.
 */
public enum Setting {
    HTTP_PORT("8080", "the three dialects and `/admin/v1`", "a port, 1 to 65535, or 0 for any free one"),
    MANAGEMENT_PORT(
            "9090",
            "`/metrics` (Prometheus), `/health/live`, `/health/ready`",
            "a port, 1 to 65535, or 0 for any free one, other than the HTTP port"),
    HOST("127.0.0.1", "bind address", "an address or host name of this machine, 0.0.0.0 for all"),
    DATA_DIR("./data", "embedded servers' files, made secrets", "a folder that this user may write"),
    POSTGRES_URI(
            "unset = embedded",
            "a PostgreSQL of your own",
            "postgresql://user:password@host:port/database, or unset for the embedded one"),
    REDIS_URI(
            "unset = embedded",
            "a Redis of your own; `none` = PostgreSQL alone",
            "redis://host:port, rediss://host:port, none, or unset for the embedded one"),
    ADMIN_TOKEN(
            "unset = a random one, printed once at first start",
            "bearer token of `/admin/v1`",
            "8 to 200 letters, digits and - . _ ~ + / ="),
    TLS_CERT("unset = plain HTTP", "PEM file of the certificate chain", "a readable PEM file; needs SEENBY_TLS_KEY"),
    TLS_KEY("unset = plain HTTP", "PEM file of the private key", "a readable PEM file; needs SEENBY_TLS_CERT"),
    SECRETS_KEY(
            "embedded: made once, kept in the data directory; else required",
            "encrypts what must be recoverable",
            "32 random bytes, as 64 hexadecimal digits or in Base64 (openssl rand -hex 32)"),
    DEMO("true on embedded and a loopback bind, else false", "create the demo app", "true or false"),
    MAX_CONCURRENT_CALLS(
            "64 for each processor",
            "how many calls a node works on at once; one app alone gets a quarter of them",
            "16 to 100000"),
    LOG_FORMAT("text", "how the lines of the log are written", "text or json");

    /** What all settings' names in the environment begin with. */
    public static final String PREFIX = "SEENBY_";
    /** Names the file of settings; not a setting itself, so that a file cannot name another. */
    public static final String CONFIG = PREFIX + "CONFIG";

    /** Not read by the server, but by the scripts around it. */
    private static final List<String> FOR_SCRIPTS = List.of(PREFIX + "JAVA_OPTS", PREFIX + "JDK25");

    private final String byDefault;
    private final String meaning;
    private final String legal;

    Setting(String byDefault, String meaning, String legal) {
        this.byDefault = byDefault;
        this.meaning = meaning;
        this.legal = legal;
    }

    /** Its name in the environment and in the file, for example {@code SEENBY_HTTP_PORT}. */
    public String variable() {
        return PREFIX + name();
    }

    /** Its name on the command line, for example {@code --http-port}. */
    public String flag() {
        return "--" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The default, or how it comes about. */
    public String byDefault() {
        return byDefault;
    }

    public String meaning() {
        return meaning;
    }

    /** Which values are legal, for people. */
    public String legal() {
        return legal;
    }

    static Optional<Setting> ofVariable(String variable) {
        return Arrays.stream(values())
                .filter(setting -> setting.variable().equals(variable))
                .findFirst();
    }

    /** Whether the environment may hold this variable: it is a setting, or nobody's business here. */
    static boolean mayBeInEnvironment(String variable) {
        return !variable.startsWith(PREFIX)
                || ofVariable(variable).isPresent()
                || variable.equals(CONFIG)
                || FOR_SCRIPTS.contains(variable);
    }

    ConfigException wrong(String what) {
        return new ConfigException(variable() + " " + what + "; legal: " + legal);
    }
}
