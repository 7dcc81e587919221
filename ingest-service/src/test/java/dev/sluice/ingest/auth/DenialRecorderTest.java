// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.Logger;
import org.slf4j.helpers.MessageFormatter;

/** Whoever tries tokens is noticed, and cannot fill the disk with lines about it. */
class DenialRecorderTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Logger log = mock(Logger.class);
    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1);
    private final List<String> lines = new ArrayList<>();
    private final DenialRecorder recorder = new DenialRecorder(new IngestMetrics(registry), log, now::get);

    @BeforeEach
    void listen() {
        doAnswer(call -> {
                    Object[] arguments = call.getArguments();
                    return lines.add(MessageFormatter.arrayFormat(
                                    (String) arguments[0], Arrays.copyOfRange(arguments, 1, arguments.length))
                            .getMessage());
                })
                .when(log)
                .warn(anyString(), any(Object[].class));
    }

    @Test
    void countsEachByTokenAndLogsOneInTwoSecondsWithTheAddress() {
        for (int i = 0; i < 1_000; i++) {
            recorder.record(from("192.0.2.7", "web"), RejectionReason.WRONG_TOKEN);
        }
        now.addAndGet(Duration.ofSeconds(2).toNanos());
        recorder.record(from("192.0.2.8", null), RejectionReason.NO_TOKEN);

        assertThat(lines)
                .containsExactly(
                        "Denied a request from 192.0.2.7, token 'web': wrong-token (0 more since the last such line)",
                        "Denied a request from 192.0.2.8, token '-': no-token (999 more since the last such line)");
        assertThat(counted("web", RejectionReason.WRONG_TOKEN)).isEqualTo(1_000);
        assertThat(counted("-", RejectionReason.NO_TOKEN)).isEqualTo(1);
    }

    @ParameterizedTest
    @EnumSource
    void countsWhatIsAboutWhoSends(RejectionReason reason) {
        recorder.record(from("192.0.2.7", "web"), reason);

        boolean isAbout = List.of(401, 403, 421, 429).contains(reason.status());
        assertThat(counted("web", reason)).isEqualTo(isAbout ? 1 : 0);
        assertThat(lines).hasSize(isAbout ? 1 : 0);
    }

    private double counted(String token, RejectionReason reason) {
        var counter = registry.find("sluice.ingest.denials")
                .tags("token", token, "reason", reason.wireName())
                .counter();
        return counter == null ? 0 : counter.count();
    }

    private static HttpServletRequest from(String address, String token) {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getRemoteAddr()).thenReturn(address);
        when(request.getAttribute(SenderAuthenticationFilter.KNOWN_NAME)).thenReturn(token);
        return request;
    }
}
