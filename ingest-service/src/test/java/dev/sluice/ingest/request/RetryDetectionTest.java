// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.auth.TestSenders;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.mock.web.MockHttpServletRequest;

class RetryDetectionTest {

    private static final byte[] BODY = "body".getBytes(UTF_8);

    @EnableConfigurationProperties(RetrySettings.class)
    private static class Settings {}

    @ParameterizedTest
    @CsvSource({
        ", true, true",
        ", false, false",
        "retries-if-timed, true, true",
        "retries-if-timed, false, false",
        "retries, true, true",
        "retries, false, true",
        "new, true, false",
        "new, false, false",
    })
    void anEqualRequestIsARetryAsConfigured(String setting, boolean timed, boolean retry) {
        ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Settings.class);
        if (setting != null) {
            runner = runner.withPropertyValues("sluice.ingest.equal-requests=" + setting);
        }
        runner.run(context -> {
            RetryDetection retries = new RetryDetection(context.getBean(RetrySettings.class));

            String key = retries.key(null, of("otlp", "a", "/v1/logs", null), timed);

            assertThat(key).isEqualTo(retry ? of("otlp", "a", "/v1/logs", null).name() : null);
            assertThat(retries.key("given", of("otlp", "a", "/v1/logs", null), timed))
                    .isEqualTo("given");
        });
    }

    @Test
    void whatIsNotTheSameHasAnotherName() {
        String name = of("otlp", "a", "/x", "q").name();

        assertThat(name).matches("otlp-[0-9a-f]{32}");
        assertThat(Set.of(
                        name,
                        of("otlp", "b", "/x", "q").name(),
                        of("otlp", null, "/x", "q").name(),
                        of("otlp", "a", "/y", "q").name(),
                        of("otlp", "a", "/x", null).name(),
                        of("otlp", "a", "/xq", "").name(),
                        of("otlp", "a", "/x", "q", "tenant").name(),
                        of("otlp", "a", "/x", "q", (String) null).name(),
                        RequestDigest.of("otlp", sender("a"), request("/x", "q"))
                                .body("other".getBytes(UTF_8))
                                .name()))
                .hasSize(9);
    }

    @Test
    void aBodyThatIsReadAsItComesHasTheSameName() throws IOException {
        RequestDigest digest = RequestDigest.of("otlp", sender("a"), request("/x", "q"));
        try (InputStream body = digest.body(new ByteArrayInputStream(BODY))) {
            body.readAllBytes();
        }

        assertThat(digest.name()).isEqualTo(of("otlp", "a", "/x", "q").name());
    }

    private static RequestDigest of(String protocol, String sender, String path, String query, String... more) {
        return RequestDigest.of(protocol, sender(sender), request(path, query), more)
                .body(BODY);
    }

    private static Sender sender(String name) {
        return TestSenders.named(name);
    }

    private static MockHttpServletRequest request(String path, String query) {
        MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
        request.setQueryString(query);
        return request;
    }
}
