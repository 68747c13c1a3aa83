package dev.seenby.credentials;

import static org.assertj.core.api.Assertions.assertThat;

import dev.seenby.storage.Credential;
import org.junit.jupiter.api.Test;

class ApiKeyTest {
    private static final String APP_KEY = Secrets.appKey();
    private static final Credential PASSWORD = new Credential(Credential.Kind.PASSWORD, "a slow hash");

    @Test
    void aKeyHasTheFormThatClientsKnowAndIsKeptByItsHash() {
        ApiKey key = ApiKey.random(APP_KEY);
        assertThat(key.key())
                .matches("[A-Za-z0-9]{32}")
                .isNotEqualTo(ApiKey.random(APP_KEY).key());
        assertThat(key.credential().kind()).isEqualTo(Credential.Kind.ZULIP_API_KEY);
        assertThat(key.credential().hash()).isEqualTo(Secrets.hash(key.key()));
        assertThat(key.credential().details()).doesNotContain(key.key());
    }

    @Test
    void aKeyIsToldAgainAsLongAsTheAppsSecretKeyIsTheSame() {
        for (ApiKey key : new ApiKey[] {ApiKey.random(APP_KEY), ApiKey.first(APP_KEY, PASSWORD)}) {
            assertThat(ApiKey.again(APP_KEY, key.credential())).map(ApiKey::key).contains(key.key());
            assertThat(ApiKey.again(Secrets.appKey(), key.credential())).isEmpty();
        }
        assertThat(ApiKey.again(APP_KEY, Secrets.credential(Credential.Kind.ZULIP_API_KEY, "given by somebody")))
                .isEmpty();
    }

    @Test
    void theFirstKeyIsTheSameForOnePasswordAndAnotherForEveryOther() {
        Credential other = new Credential(Credential.Kind.PASSWORD, "another slow hash");
        ApiKey first = ApiKey.first(APP_KEY, PASSWORD);
        assertThat(ApiKey.first(APP_KEY, PASSWORD)).isEqualTo(first);
        assertThat(ApiKey.first(APP_KEY, other)).isNotEqualTo(first);
    }
}
