// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.operations.flow.PipelineFlow.Stage;
import dev.sluice.operations.flow.PipelineProbe;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowSamplerTest {

    private static final List<URI> ONE = List.of(URI.create("http://127.0.0.1:1"));
    private static final FlowSettings QUICK = new FlowSettings(
            ONE,
            null,
            ONE,
            ONE,
            Duration.ofMillis(10),
            Duration.ofMillis(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            1);

    private final PipelineProbe probe = mock(PipelineProbe.class);

    @Test
    void whatCannotBeMeasuredOnceIsMeasuredAgain() throws Exception {
        when(probe.health()).thenReturn(List.of());
        when(probe.flow())
                .thenThrow(new IllegalStateException("an answer that nobody expected"))
                .thenReturn(flow(0))
                .thenReturn(flow(10))
                .thenThrow(new IllegalStateException("again"))
                .thenReturn(flow(20));
        FlowSampler sampler = new FlowSampler(QUICK, Clock.systemUTC(), probe);
        sampler.start();
        try {
            assertThat(sampler.awaitAfter(0, Duration.ofSeconds(10))).isPresent();
            assertThat(sampler.awaitAfter(1, Duration.ofSeconds(10))).isPresent();
        } finally {
            sampler.stop();
        }
    }

    private static PipelineFlow flow(long lines) {
        return new PipelineFlow(
                lines,
                0,
                0,
                Map.of(),
                List.of(
                        new Stage("parser", 0, 0, 0, 0, 0, 0),
                        new Stage("elasticsearch", 0, 0, 0, 0, 0, 0),
                        new Stage("s3", 0, 0, 0, 0, 0, 0)));
    }
}
