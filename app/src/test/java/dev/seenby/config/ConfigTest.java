package dev.seenby.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.config.Config.Database;
import dev.seenby.config.Config.LogFormat;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An operator sets Seenby up. */
class ConfigTest {
    private static final String KEY = "0f".repeat(32);

    @TempDir
    Path folder;

    private final Map<String, String> environment = new HashMap<>();

    @Test
    void whoSetsNothingGetsEverythingEmbeddedOnLoopbackWithTheDemoApp() {
        Config config = read(Map.of());

        assertThat(config.httpPort()).isEqualTo(8080);
        assertThat(config.managementPort()).isEqualTo(9090);
        assertThat(config.host()).isEqualTo("127.0.0.1");
        assertThat(config.dataDir()).isEqualTo(Path.of("./data"));
        assertThat(config.postgres()).isEqualTo(new Database.Embedded());
        assertThat(config.redis()).isEqualTo(new Database.Embedded());
        assertThat(config.adminToken()).isNull();
        assertThat(config.tls()).isNull();
        assertThat(config.secretsKey()).isNull();
        assertThat(config.demo()).isTrue();
        assertThat(config.maxConcurrentCalls())
                .isEqualTo(64 * Runtime.getRuntime().availableProcessors());
        assertThat(config.logFormat()).isEqualTo(LogFormat.TEXT);
        assertThat(config.usesDataDir()).isTrue();
    }

    @Test
    void everySettingCanBeSetInTheEnvironment() throws IOException {
        Path certificate = Files.createFile(folder.resolve("cert.pem"));
        Path key = Files.createFile(folder.resolve("key.pem"));
        environment.putAll(Map.of(
                "SEENBY_HTTP_PORT", "80",
                "SEENBY_MANAGEMENT_PORT", "0",
                "SEENBY_HOST", "0.0.0.0",
                "SEENBY_DATA_DIR", "/var/lib/seenby",
                "SEENBY_POSTGRES_URI", "postgresql://seenby:secret@db.example/seenby",
                "SEENBY_REDIS_URI", "rediss://redis.example:6380",
                "SEENBY_ADMIN_TOKEN", "correct-horse",
                "SEENBY_TLS_CERT", certificate.toString(),
                "SEENBY_TLS_KEY", key.toString(),
                "SEENBY_SECRETS_KEY", KEY));
        environment.put("SEENBY_DEMO", "true");
        environment.put("SEENBY_MAX_CONCURRENT_CALLS", "500");
        environment.put("SEENBY_LOG_FORMAT", "json");
        assertThat(environment)
                .containsOnlyKeys(
                        Arrays.stream(Setting.values()).map(Setting::variable).toList());

        Config config = read(Map.of());

        assertThat(config.httpPort()).isEqualTo(80);
        assertThat(config.managementPort()).isZero();
        assertThat(config.address().isAnyLocalAddress()).isTrue();
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/seenby"));
        assertThat(config.postgres())
                .isEqualTo(new Database.At(URI.create("postgresql://seenby:secret@db.example/seenby")));
        assertThat(config.redis()).isEqualTo(new Database.At(URI.create("rediss://redis.example:6380")));
        assertThat(config.adminToken()).isEqualTo("correct-horse");
        assertThat(config.tls()).isEqualTo(new Config.Tls(certificate, key));
        assertThat(config.secretsKey().bytes()).isEqualTo(HexFormat.of().parseHex(KEY));
        assertThat(config.demo()).isTrue();
        assertThat(config.maxConcurrentCalls()).isEqualTo(500);
        assertThat(config.logFormat()).isEqualTo(LogFormat.JSON);
        assertThat(config.usesDataDir()).isFalse();
        assertThat(config.toString())
                .doesNotContain("secret@")
                .doesNotContain("correct-horse")
                .doesNotContain(KEY);
    }

    @Test
    void aFlagBeatsTheEnvironmentWhichBeatsTheFile() throws IOException {
        Path file = Files.writeString(
                folder.resolve("seenby.properties"),
                "SEENBY_HTTP_PORT=1001\nSEENBY_MANAGEMENT_PORT=1002\nSEENBY_HOST=localhost\n");
        environment.put("SEENBY_CONFIG", file.toString());
        environment.put("SEENBY_MANAGEMENT_PORT", "2002");
        environment.put("SEENBY_HOST", "127.0.0.2");

        Config config = read(Map.of(Setting.HOST, "127.0.0.3"));

        assertThat(config.httpPort()).isEqualTo(1001);
        assertThat(config.managementPort()).isEqualTo(2002);
        assertThat(config.host()).isEqualTo("127.0.0.3");
    }

    @Test
    void theFileOfTheFlagIsReadInsteadOfTheEnvironments() throws IOException {
        Path one = Files.writeString(folder.resolve("one"), "SEENBY_HTTP_PORT=1\n");
        Path two = Files.writeString(folder.resolve("two"), "SEENBY_HTTP_PORT=2\n");
        environment.put("SEENBY_CONFIG", one.toString());

        assertThat(ConfigReader.read(Sources.merge(Map.of(), two, environment)).httpPort())
                .isEqualTo(2);
    }

    @Test
    void anEmptyVariableIsNotSetAsComposeFilesLeaveThem() {
        environment.put("SEENBY_HTTP_PORT", "");
        environment.put("SEENBY_CONFIG", "");

        assertThat(read(Map.of()).httpPort()).isEqualTo(8080);
    }

    @Test
    void redisCanBeDoneWithout() {
        assertThat(read(Map.of(Setting.REDIS_URI, "none")).redis()).isEqualTo(new Database.None());
    }

    @Test
    void theSecretsKeyMayBeInBase64() {
        byte[] bytes = HexFormat.of().parseHex(KEY);

        Config config = read(Map.of(Setting.SECRETS_KEY, Base64.getEncoder().encodeToString(bytes)));

        assertThat(config.secretsKey().bytes()).isEqualTo(bytes);
    }

    @Test
    void thereIsNoDemoAppUnlessAskedForWhereOthersCanReachIt() {
        assertThat(read(Map.of(Setting.HOST, "0.0.0.0")).demo()).isFalse();
        assertThat(read(Map.of(Setting.HOST, "0.0.0.0", Setting.DEMO, "true")).demo())
                .isTrue();
        assertThat(read(Map.of(Setting.HOST, "localhost")).demo()).isTrue();
        assertThat(read(Map.of(Setting.DEMO, "FALSE")).demo()).isFalse();
        assertThat(read(Map.of(Setting.POSTGRES_URI, "postgres://db.example/x", Setting.SECRETS_KEY, KEY))
                        .demo())
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "HTTP_PORT, http, is http",
        "HTTP_PORT, 65536, is 65536",
        "HTTP_PORT, -1, is -1",
        "HTTP_PORT, 080808, is 080808",
        "HTTP_PORT, 9090, 'is 9090, as is the HTTP port'",
        "MANAGEMENT_PORT, 99999, is 99999",
        "MANAGEMENT_PORT, 65536, is 65536",
        "MANAGEMENT_PORT, -1, is -1",
        "HOST, no such host, 'is no such host, which cannot be resolved'",
        "DATA_DIR, /dev/null, 'is /dev/null, which is not a folder'",
        "POSTGRES_URI, mysql://db.example/x, does not begin with postgres:// or postgresql://",
        "POSTGRES_URI, postgresql:///x, names no host",
        "POSTGRES_URI, 'postgresql://a b', is no URI",
        "POSTGRES_URI, none, does not begin with postgres:// or postgresql://",
        "REDIS_URI, http://redis.example, does not begin with redis:// or rediss://",
        "ADMIN_TOKEN, short, is not of that form",
        "ADMIN_TOKEN, with a space, is not of that form",
        "TLS_CERT, /no/such.pem, 'is /no/such.pem, which cannot be read'",
        "TLS_KEY, /no/such.pem, 'is /no/such.pem, which cannot be read'",
        "SECRETS_KEY, abc, is not of that form",
        "SECRETS_KEY, not base64 at all, is not of that form",
        "DEMO, yes, is yes",
        "MAX_CONCURRENT_CALLS, 15, is 15",
        "MAX_CONCURRENT_CALLS, 0, is 0",
        "MAX_CONCURRENT_CALLS, -16, is -16",
        "MAX_CONCURRENT_CALLS, 100001, is 100001",
        "MAX_CONCURRENT_CALLS, 9999999999, is 9999999999",
        "MAX_CONCURRENT_CALLS, many, is many",
        "MAX_CONCURRENT_CALLS, 64.0, is 64.0",
        "LOG_FORMAT, xml, is xml",
        "LOG_FORMAT, JSON, is JSON"
    })
    void anImpossibleValueStopsTheStartWithOneLineThatSaysWhatIsLegal(Setting setting, String value, String line) {
        assertThatThrownBy(() -> read(Map.of(setting, value)))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith(line.contains("as is the HTTP port") ? "SEENBY_MANAGEMENT_PORT" : setting.variable())
                .contains(line + "; legal: ")
                .hasLineCount(1);
    }

    @Test
    void theFirstAndTheLastLegalValueAreTaken() {
        for (String port : new String[] {"0", "1", "65535"}) {
            assertThat(read(Map.of(Setting.HTTP_PORT, port)).httpPort()).isEqualTo(Integer.parseInt(port));
            assertThat(read(Map.of(Setting.MANAGEMENT_PORT, port)).managementPort())
                    .isEqualTo(Integer.parseInt(port));
        }
        for (String calls : new String[] {"16", "100000"}) {
            assertThat(read(Map.of(Setting.MAX_CONCURRENT_CALLS, calls)).maxConcurrentCalls())
                    .isEqualTo(Integer.parseInt(calls));
        }
        for (String token : new String[] {"a".repeat(8), "a".repeat(200), "-._~+/=Aa0"}) {
            assertThat(read(Map.of(Setting.ADMIN_TOKEN, token)).adminToken()).isEqualTo(token);
        }
        assertThat(read(Map.of(Setting.LOG_FORMAT, "text")).logFormat()).isEqualTo(LogFormat.TEXT);
        assertThat(read(Map.of(Setting.LOG_FORMAT, "json")).logFormat()).isEqualTo(LogFormat.JSON);
    }

    /** The value is a secret, so the line does not repeat it. */
    @Test
    void aSecretThatIsALittleTooShortOrTooLongIsRefusedAndNotRepeated() {
        for (String token : new String[] {"a".repeat(7), "a".repeat(201)}) {
            refusedUnrepeated(Setting.ADMIN_TOKEN, token);
        }
        for (String key : new String[] {
            "0f".repeat(31),
            "0f".repeat(33),
            Base64.getEncoder().encodeToString(new byte[31]),
            Base64.getEncoder().encodeToString(new byte[33])
        }) {
            refusedUnrepeated(Setting.SECRETS_KEY, key);
        }
    }

    private void refusedUnrepeated(Setting setting, String value) {
        assertThatThrownBy(() -> read(Map.of(setting, value)))
                .isInstanceOf(ConfigException.class)
                .hasMessage(setting.variable() + " is not of that form; legal: " + setting.legal())
                .message()
                .doesNotContain(value);
    }

    @Test
    void aFolderIsNoPemFile() {
        assertThatThrownBy(() -> read(Map.of(Setting.TLS_CERT, folder.toString())))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("SEENBY_TLS_CERT is " + folder + ", which cannot be read; legal: ")
                .message()
                .hasLineCount(1);
    }

    @Test
    void aCertificateNeedsItsKeyAndAKeyItsCertificate() throws IOException {
        String file = Files.createFile(folder.resolve("a.pem")).toString();

        assertThatThrownBy(() -> read(Map.of(Setting.TLS_CERT, file)))
                .hasMessageStartingWith("SEENBY_TLS_KEY is unset, but SEENBY_TLS_CERT is set; legal: ");
        assertThatThrownBy(() -> read(Map.of(Setting.TLS_KEY, file)))
                .hasMessageStartingWith("SEENBY_TLS_CERT is unset, but SEENBY_TLS_KEY is set; legal: ");
    }

    @Test
    void aPostgresOfOnesOwnNeedsTheSecretsKeyOfAllNodes() {
        assertThatThrownBy(() -> read(Map.of(Setting.POSTGRES_URI, "postgresql://db.example/x")))
                .hasMessageStartingWith("SEENBY_SECRETS_KEY is unset, but needed with a PostgreSQL of your own")
                .message()
                .hasLineCount(1);
    }

    @Test
    void noMessageRepeatsAPassword() {
        assertThatThrownBy(() -> read(Map.of(Setting.POSTGRES_URI, "pg://seenby:hunter2@db.example/x")))
                .message()
                .doesNotContain("hunter2");
    }

    @Test
    void anUnknownVariableOfOursStopsTheStart() {
        environment.put("SEENBY_HTPP_PORT", "1");

        assertThatThrownBy(() -> read(Map.of()))
                .isInstanceOf(ConfigException.class)
                .message()
                .startsWith("SEENBY_HTPP_PORT in the environment is not a setting; legal: SEENBY_HTTP_PORT, ")
                .hasLineCount(1);
    }

    @Test
    void othersVariablesAndThoseOfTheScriptsAreNobodysBusiness() {
        environment.put("PATH", "/bin");
        environment.put("SEENBY_JAVA_OPTS", "-Xmx1g");
        environment.put("SEENBY_JDK25", "/opt/jdk25");

        assertThat(read(Map.of()).httpPort()).isEqualTo(8080);
    }

    @Test
    void anUnknownLineOfTheFileStopsTheStart() throws IOException {
        Path file = Files.writeString(folder.resolve("f"), "http.port=1\n");

        assertThatThrownBy(() -> Sources.merge(Map.of(), file, environment))
                .hasMessageStartingWith("http.port in " + file + " is not a setting; legal: SEENBY_HTTP_PORT, ");
    }

    @Test
    void aFileThatIsNotThereStopsTheStart() {
        environment.put("SEENBY_CONFIG", "/no/such/file");

        assertThatThrownBy(() -> read(Map.of()))
                .hasMessageStartingWith("SEENBY_CONFIG names /no/such/file, which cannot be read; legal: ");
        assertThatThrownBy(() -> Sources.merge(Map.of(), Path.of("/no/such/file"), Map.of()))
                .hasMessageStartingWith("--config names /no/such/file, which cannot be read; legal: ");
    }

    private Config read(Map<Setting, String> flags) {
        return ConfigReader.read(Sources.merge(flags, null, environment));
    }
}
