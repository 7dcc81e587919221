// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.backtest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.detector.stream.TopologyRun;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BacktestTest {

    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    /** How often the detector looks at its windows; to wind its clock further for less shows nothing and takes long. */
    private static final Duration TICK = Duration.ofMillis(500);

    /** Events in that time: two each 200 ms. */
    private static final int A_TICK = 5;

    @TempDir
    private Path state;

    private final EventDetector detector = new EventDetector(DetectionRules.NONE);

    /** Live, tick by tick; and afterwards, in any order. */
    @Test
    void tellsTheSameWithTheSameIds() {
        List<byte[]> events = new ArrayList<>();
        Random random = new Random(3);
        for (int i = 0; i < 900; i++) {
            Instant time = START.plusMillis(200L * i + random.nextInt(200));
            events.add(event(
                    time, "192.0.2." + random.nextInt(4), "/item", "id=" + i + "'+or+" + i + "%3D" + i + "--", i));
            events.add(event(time, "198.51.100.7", "/shop", "page=" + i, 10_000 + i));
        }
        List<String> live;
        try (TopologyRun run = TopologyRun.start(detector, state, START)) {
            for (int i = 0; i < events.size(); i++) {
                run.event(events.get(i));
                if (i % A_TICK == A_TICK - 1) {
                    run.clock(TICK);
                }
            }
            for (int i = 0; i < 80; i++) {
                run.clock(Duration.ofSeconds(5));
            }
            live = run.alertIds();
        }

        Collections.shuffle(events, random);
        Backtest backtest = new Backtest(detector);
        events.forEach(backtest::add);

        assertThat(live).hasSizeGreaterThan(8);
        assertThat(backtest.alerts()).extracting(Alert::documentId).containsExactlyInAnyOrderElementsOf(live);
        assertThat(backtest.events()).isEqualTo(1_800);
    }

    @Test
    void whatIsNoEventIsCounted() {
        Backtest backtest = new Backtest(detector);

        backtest.add("no json".getBytes(UTF_8));

        assertThat(backtest.unreadable()).isOne();
        assertThat(backtest.alerts()).isEmpty();
    }

    private static byte[] event(Instant time, String address, String path, String query, int id) {
        return """
                {"@timestamp":"%s","event":{"id":"%05d"},"source":{"address":"%s","ip":"%s"},\
                "url":{"original":"%s?%s","path":"%s","query":"%s"},"http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
                """.formatted(time, id, address, address, path, query, path, query)
                .getBytes(UTF_8);
    }
}
