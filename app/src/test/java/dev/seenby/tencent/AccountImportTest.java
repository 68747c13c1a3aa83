package dev.seenby.tencent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Person;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Importing accounts. */
class AccountImportTest extends TencentTest {
    @Test
    void bothSpellingsMakeAnAccountAndImportingAgainChangesIt() throws Exception {
        assertThat(importing("{\"UserID\":\"alice\",\"Nick\":\"Alice\",\"FaceUrl\":\"https://f.example/a\"}"))
                .isZero();
        assertThat(importing("{\"Identifier\":\"bob\"}")).isZero();
        assertThat(importing("{\"Identifier\":\"carol\",\"UserID\":\"carol\",\"Nick\":\"\"}"))
                .isZero();

        assertThat(person("alice").orElseThrow().name()).isEqualTo("Alice");
        assertThat(person("alice").orElseThrow().avatarUrl()).isEqualTo("https://f.example/a");
        assertThat(person("bob").orElseThrow().name()).isEqualTo("bob");
        assertThat(person("carol").orElseThrow().name()).isEqualTo("carol");

        long id = person("alice").orElseThrow().id();
        assertThat(importing("{\"UserID\":\"alice\"}")).isZero();
        assertThat(person("alice").orElseThrow().name()).isEqualTo("Alice");
        assertThat(importing("{\"UserID\":\"alice\",\"Nick\":\"Lady Alice\"}")).isZero();
        assertThat(person("alice").orElseThrow().name()).isEqualTo("Lady Alice");
        assertThat(person("alice").orElseThrow().id()).isEqualTo(id);
    }

    @Test
    void theAnswerIsTheBareEnvelope() {
        assertThat(acme.account(line, "account_import", "{\"UserID\":\"alice\"}")
                        .body())
                .isEqualTo("{\"ActionStatus\":\"OK\",\"ErrorCode\":0,\"ErrorInfo\":\"\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    {}|70402
                    {"UserID":null}|70402
                    {"UserID":""}|70402
                    {"UserID":"0123456789012345678901234567890123"}|70402
                    {"UserID":"一二三四五六七八九十一"}|70402
                    {"UserID":"a","Identifier":"b"}|70402
                    {"UserID":"a","Nick":5}|70402
                    {"UserID":"a","FaceUrl":[]}|70402
                    {"UserID":"a\\u0000b"}|70402
                    {"UserID":"\\ud800"}|70402
                    {"UserID":5}|60015
                    {"Identifier":{}}|60015
                    """)
    void whatIsWrongIsRefused(String body, int code) throws Exception {
        assertThat(importing(body)).isEqualTo(code);
        assertThat(person("a")).isEmpty();
    }

    @Test
    void thirtyTwoBytesAreEnough() throws Exception {
        String longest = "x".repeat(32);
        assertThat(importing("{\"UserID\":\"" + longest + "\"}")).isZero();
        assertThat(person(longest)).isPresent();
    }

    private int importing(String body) {
        return acme.account(line, "account_import", body).code();
    }

    private Optional<Person> person(String account) throws Exception {
        return stores.people().byUserIds(acme.id(), List.of(account)).await(20, TimeUnit.SECONDS).stream()
                .findFirst();
    }
}
