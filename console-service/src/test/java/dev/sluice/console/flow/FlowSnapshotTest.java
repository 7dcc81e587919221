// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.console.flow.FlowHistory.FlowPoint;
import dev.sluice.operations.flow.ComponentStatus;
import dev.sluice.operations.flow.PipelineFlow;
import dev.sluice.operations.flow.PipelineFlow.Stage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FlowSnapshotTest {

    private static final Instant TIME = Instant.parse("2026-11-29T12:00:00Z");
    private static final List<URI> ONE = List.of(URI.create("http://127.0.0.1:1"));
    private static final FlowSettings SETTINGS = new FlowSettings(
            ONE,
            null,
            ONE,
            ONE,
            Duration.ofSeconds(2),
            Duration.ofSeconds(10),
            Duration.ofSeconds(10),
            Duration.ofMinutes(10),
            50);
    private static final ComponentStatus WELL = new ComponentStatus("parser", "", ComponentStatus.UP, null);

    @Test
    void countersBecomeRates() {
        FlowSnapshot snapshot = between(flow(100, 50, 0, 0), flow(120, 58, 0, 0), WELL);

        assertThat(snapshot.lines()).isEqualTo(10);
        assertThat(snapshot.senders()).isEqualTo(Map.of("native", 10.0));
        assertThat(snapshot.stages().getFirst().done()).isEqualTo(4);
        assertThat(snapshot.holdUp()).isNull();
    }

    @Test
    void aServiceThatWasStartedAnewOrDoesNotTellMakesNoPeak() {
        assertThat(between(flow(100, 50, 0, 0), flow(20, 50, 0, 0), WELL).lines())
                .isEqualTo(0);
        assertThat(between(flow(PipelineFlow.UNKNOWN, 50, 0, 0), flow(20, 50, 0, 0), WELL)
                        .lines())
                .isEqualTo(0);
        assertThat(between(flow(20, 50, 0, 0), flow(PipelineFlow.UNKNOWN, 50, 0, 0), WELL)
                        .lines())
                .isEqualTo(PipelineFlow.UNKNOWN);
    }

    @Test
    void whatIsDownHoldsUpBeforeWhatIsLate() {
        PipelineFlow late = flow(100, 50, 4_000, 12.5);

        assertThat(between(late, late, WELL).holdUp())
                .isEqualTo(new HoldUp("parser", "parser is behind: 4,000 records wait, the oldest for 13 s"));
        assertThat(between(late, late, new ComponentStatus("sink", "", ComponentStatus.DEGRADED, "s3 answers 403"))
                        .holdUp())
                .isEqualTo(new HoldUp("sink", "sink is degraded: s3 answers 403"));
    }

    @Test
    void theLakeMayBeBehindForAsLongAsItsFilesAreOpen() {
        Stage lake = new Stage("s3", 0, 0, 0, 0, 100, 300);
        PipelineFlow flow = new PipelineFlow(0, 0, 0, Map.of(), List.of(idle("parser"), idle("elasticsearch"), lake));

        assertThat(between(flow, flow, WELL).holdUp()).isNull();
    }

    @Test
    void aDayOfMinutesIsKeptAndNoMore() {
        FlowHistory history = new FlowHistory();
        for (int second = 0; second < (FlowHistory.MINUTES + 2) * 60; second += 20) {
            history.add(FlowSnapshot.between(
                    flow(0, 0, 0, 0),
                    flow(20, 0, 0, 0),
                    20,
                    second,
                    TIME.plusSeconds(second),
                    List.of(WELL),
                    SETTINGS));
        }

        assertThat(history.recorded().minutes())
                .hasSize(FlowHistory.MINUTES)
                .allSatisfy(point -> assertThat(point.lines()).isEqualTo(1))
                .extracting(FlowPoint::at)
                .isSorted()
                .first()
                .isEqualTo(TIME.plusSeconds(60).toEpochMilli());
        assertThat(history.recorded().recent()).hasSize(FlowHistory.RECENT);
    }

    private static FlowSnapshot between(PipelineFlow before, PipelineFlow now, ComponentStatus part) {
        return FlowSnapshot.between(before, now, 2, 1, TIME, List.of(part), SETTINGS);
    }

    private static PipelineFlow flow(long lines, long events, long lag, double oldest) {
        return new PipelineFlow(
                lines,
                lines,
                0,
                Map.of("native", lines),
                List.of(new Stage("parser", events, 0, 0, 0, lag, oldest), idle("elasticsearch"), idle("s3")));
    }

    private static Stage idle(String name) {
        return new Stage(name, 0, 0, 0, 0, 0, 0);
    }
}
