package dev.seenby.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    @ParameterizedTest
    @ValueSource(strings = {"1e99999999999", "-1.5E-99999999999", "1e2147483648", "0e99919677243907"})
    void anExponentThatNoNumberCanHaveIsNoJsonAndNoDefect(String number) {
        assertThat(StrictJson.value(number).filter(StrictJson::storable)).isEmpty();
        assertThat(StrictJson.object(("{\"n\":" + number + "}").getBytes(UTF_8)).filter(StrictJson::storable))
                .isEmpty();
    }

    @Test
    void whatWouldBeATreeOfVeryManyValuesIsRefused() {
        assertThat(StrictJson.object(("{\"n\":[" + "0,".repeat(90_000) + "0]}").getBytes(UTF_8)))
                .isPresent();
        assertThat(StrictJson.object(("{\"n\":[" + "0,".repeat(200_000) + "0]}").getBytes(UTF_8)))
                .isEmpty();
    }
}
