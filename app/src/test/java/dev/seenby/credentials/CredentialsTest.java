package dev.seenby.credentials;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.seenby.storage.Credential;
import dev.seenby.storage.StorageException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.HexFormat;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alice gets a token, a key and a password. */
class CredentialsTest {
    private static Vertx vertx;

    @BeforeAll
    static void start() {
        vertx = Vertx.vertx();
    }

    @AfterAll
    static void stop() throws TimeoutException {
        await(vertx.close());
    }

    @Test
    void randomSecretsHaveTheFormsThatClientsKnow() {
        assertThat(Secrets.rocketChatToken()).matches("[A-Za-z0-9_-]{43}");
        assertThat(Secrets.appKey()).matches("[0-9a-f]{64}");
        assertThat(Secrets.password()).matches("[A-Za-z0-9]{24}");
        assertThat(Secrets.adminToken()).matches("[A-Za-z0-9_-]{43}");
    }

    @Test
    void aRandomSecretIsKeptAsItsBase64Sha256() {
        // echo -n abc | openssl dgst -sha256 -binary | base64
        assertThat(Secrets.hash("abc")).isEqualTo("ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        Credential kept = Secrets.credential(Credential.Kind.ZULIP_API_KEY, "abc");
        assertThat(Secrets.matches("abc", kept.hash())).isTrue();
        assertThat(Secrets.matches("abd", kept.hash())).isFalse();
    }

    @Test
    void aPasswordIsNeverKeptByAFastHash() {
        assertThatThrownBy(() -> Secrets.credential(Credential.Kind.PASSWORD, "hunter2"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aPasswordMatchesItselfAloneAndSoDoesItsSha256() throws TimeoutException {
        Passwords passwords = new Passwords(vertx);

        Credential kept = await(passwords.credential("hunter2"));

        assertThat(kept.hash()).startsWith("pbkdf2-sha256$600000$").doesNotContain("hunter2");
        assertThat(await(passwords.matches("hunter2", kept))).isTrue();
        assertThat(await(passwords.matches("hunter3", kept))).isFalse();
        String sha256 = HexFormat.of().formatHex(Secrets.sha256("hunter2"));
        assertThat(await(passwords.digestMatches(sha256, kept))).isTrue();
    }

    @Test
    void theSamePasswordOfTwoPeopleIsKeptDifferently() throws TimeoutException {
        Passwords passwords = new Passwords(vertx);

        assertThat(await(passwords.credential("hunter2")).hash())
                .isNotEqualTo(await(passwords.credential("hunter2")).hash());
    }

    @Test
    void whatIsNoPasswordHashMatchesNothing() throws TimeoutException {
        Credential token = Secrets.credential(Credential.Kind.ROCKETCHAT_TOKEN, "abc");

        assertThat(await(new Passwords(vertx).matches("abc", token))).isFalse();
        assertThat(await(new Passwords(vertx).matches("abc", new Credential(Credential.Kind.PASSWORD, "abc"))))
                .isFalse();
    }

    @Test
    void nobodysPasswordIsNeverTheRightOne() throws TimeoutException {
        assertThat(await(new Passwords(vertx).digestMatchesNobodys(Passwords.digest("wonderland"))))
                .isFalse();
    }

    @Test
    void whenTooManyWaitFurtherOnesAreRefusedAndLaterOnesAreNot() throws TimeoutException {
        Passwords narrow = new Passwords(vertx, "narrow", 1, 1);
        CountDownLatch busy = new CountDownLatch(1);
        Future<Boolean> before = vertx.createSharedWorkerExecutor("narrow", 1)
                .executeBlocking(() -> busy.await(20, TimeUnit.SECONDS), false);
        Future<Credential> first = narrow.credential("first");
        Future<Credential> second = narrow.credential("second");

        assertThat(narrow.credential("third").cause()).isInstanceOf(StorageException.Overloaded.class);
        busy.countDown();
        assertThat(await(before)).isTrue();
        assertThat(await(narrow.matches("first", await(first)))).isTrue();
        assertThat(await(narrow.matches("second", await(second)))).isTrue();
    }

    private static <T> T await(Future<T> future) throws TimeoutException {
        return future.await(20, TimeUnit.SECONDS);
    }
}
