// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.mock.web.MockHttpServletRequest;

class SenderLookupTest {

    private static final NewToken WEB = NewToken.named("web");
    private static final LimitSettings LIMITS = new LimitSettings(500_000, 100, 100);
    private static final String VIEW = "a-token-of-the-console";

    @TempDir
    private Path folder;

    private Tokens tokens;

    @BeforeEach
    void read() throws IOException {
        Path file = Files.writeString(folder.resolve("tokens.yaml"), WEB.configuration());
        tokens = new Tokens(file, LIMITS, Clock.systemUTC(), System::nanoTime);
    }

    @Test
    void whoPresentsTheViewTokenMayLookAndNotSend() {
        SenderLookup senders = SenderLookup.byToken(tokens, VIEW, Sender.viewer(LIMITS));

        assertThat(senders.find(presenting(VIEW)))
                .hasValueSatisfying(
                        viewer -> assertThat(viewer.roles()).containsExactlyInAnyOrder(Role.METRICS, Role.VIEW));
        assertThat(senders.find(presenting(WEB.token()))).map(Sender::name).hasValue("web");
        assertThat(senders.find(presenting(VIEW + "-of-another"))).isEmpty();
        assertThat(senders.find(presenting(""))).isEmpty();
        assertThat(senders.find(new MockHttpServletRequest())).isEmpty();
    }

    @Test
    void withoutAViewTokenNobodyIsTheViewer() {
        SenderLookup senders = SenderLookup.byToken(tokens, null, Sender.viewer(LIMITS));

        assertThat(senders.find(presenting("null"))).isEmpty();
        assertThat(senders.find(presenting(""))).isEmpty();
        assertThat(senders.find(presenting(WEB.token()))).map(Sender::name).isEqualTo(Optional.of("web"));
    }

    @Test
    void aViewTokenIsLongAndNotTold() {
        assertThatThrownBy(() -> settings("short"))
                .hasMessage("sluice.ingest.view-token must have at least 16 characters, and has fewer");
        assertThat(settings(VIEW).toString()).doesNotContain(VIEW);
    }

    private AccessSettings settings(String viewToken) {
        return new AccessSettings(AccessSettings.Auth.AUTO, folder.resolve("tokens.yaml"), null, viewToken, List.of());
    }

    private static MockHttpServletRequest presenting(String token) {
        MockHttpServletRequest request = new MockHttpServletRequest();
        request.addHeader("Authorization", "Bearer " + token);
        return request;
    }
}
