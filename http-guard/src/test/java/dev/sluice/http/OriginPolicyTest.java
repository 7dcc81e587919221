// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.http.OriginViolation.Kind;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {

    private static final String SETTING = "sluice.test.allowed-hosts";
    private static final OriginPolicy LOOPBACK = new OriginPolicy(SETTING, true, List.of("logs.example.com"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "localhost:8080",
                "LOCALHOST.:8080",
                "sluice.localhost:8080",
                "127.0.0.1:8080",
                "192.0.2.7",
                "[::1]:8080",
                "[::1]",
                "logs.example.com",
                "Logs.Example.com:8443"
            })
    void answersToItsNamesAndToAddresses(String host) {
        assertThat(check(LOOPBACK, host, null)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "rebound.example.net",
                "rebound.example.net:8080",
                "localhost.example.net",
                "notlocalhost",
                "127.0.0.1.example.net",
                "evil.logs.example.com",
                ""
            })
    void doesNotAnswerToOtherNames(String host) {
        assertThat(check(LOOPBACK, host, null)).hasValueSatisfying(violation -> {
            assertThat(violation.kind()).isEqualTo(Kind.UNKNOWN_HOST);
            assertThat(violation.message()).contains(SETTING);
        });
    }

    @Test
    void whatOthersCanReachHasAnyNameUnlessSomeAreNamed() {
        assertThat(check(new OriginPolicy(SETTING, false, List.of()), "ingest.logs.svc:8080", null))
                .isEmpty();
        assertThat(check(new OriginPolicy(SETTING, false, List.of("ingest")), "other:8080", null))
                .isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost:8080, http://localhost:8080, true",
        "localhost, http://localhost, true",
        "localhost:80, http://localhost, true",
        "127.0.0.1:8080, http://localhost:8080, false",
        "localhost:8080, http://localhost:3000, false",
        "localhost:8080, https://evil.example.net, false",
        "localhost:8080, null, false",
        "localhost:8080, file://, false",
        "localhost:8080, https://logs.example.com, true",
        "localhost:8080, 'http://[', false",
    })
    void pagesOfOtherOriginsMustNotCall(String host, String origin, boolean allowed) {
        assertThat(check(LOOPBACK, host, origin).isEmpty()).isEqualTo(allowed);
    }

    @ParameterizedTest
    @CsvSource({
        "POST, cross-site, no-cors, false",
        "GET, cross-site, no-cors, false",
        "GET, same-site, cors, false",
        "GET, cross-site, navigate, true",
        "POST, cross-site, navigate, false",
        "GET, same-origin, cors, true",
        "GET, none, navigate, true",
    })
    void whatABrowserSaysOfTheSiteCounts(String method, String site, String mode, boolean allowed) {
        assertThat(LOOPBACK.check(method, "localhost", null, site, mode).isEmpty())
                .isEqualTo(allowed);
    }

    @Test
    void programsSendNeither() {
        assertThat(LOOPBACK.check("POST", null, null, null, null)).isEmpty();
    }

    @Test
    void aSettingThatIsNoNameIsRejected() {
        assertThatThrownBy(() -> new OriginPolicy(SETTING, true, List.of("https://logs.example.com")))
                .hasMessageContaining(SETTING + " must hold names of hosts");
        assertThatThrownBy(() -> new OriginPolicy(SETTING, true, List.of("logs.example.com:8080")))
                .hasMessageContaining("without scheme or port");
    }

    private static Optional<OriginViolation> check(OriginPolicy policy, String host, String origin) {
        return policy.check("POST", host, origin, null, null);
    }
}
