// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.attack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.backtest.Backtest;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.detector.stream.TopologyRun;
import dev.sluice.detector.window.IncidentChange;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/**
 * Injection tools of all kinds and disguises (boolean, union, error, time-based, stacked; encodings, comments, changed case), each from one address to
 * one page, among a hundred times as many ordinary requests. Times are those of the events and of a clock that goes with them: what Kafka and the
 * process add is not in them.
 */
class ScanAmongTrafficTest {

    private static final Instant START = Instant.parse("2026-11-29T12:00:00Z");
    private static final int PROBES = 12;
    private static final int OTHERS = 100;
    private static final Duration BETWEEN_PROBES = Duration.ofMillis(500);
    private static final Duration WITHIN = Duration.ofSeconds(5);

    @TempDir
    private Path state;

    private final OrdinaryQueries ordinary = new OrdinaryQueries(29);
    private final EventDetector detector = new EventDetector(DetectionRules.NONE);
    private int events;

    @Test
    void eachScanIsToldOnceNotLaterThanItsTenthProbeAndNobodyElseIs() {
        int scans = 40;
        Backtest backtest = new Backtest(detector);
        traffic(scans, event -> backtest.add(event.getBytes(UTF_8)), () -> {});

        TreeMap<String, Long> opened = new TreeMap<>();
        for (Alert alert : backtest.alerts()) {
            assertThat(alert.address()).as("%s", alert).startsWith("192.0.2.");
            if (alert.change().kind() == IncidentChange.Kind.OPENED) {
                String incident = alert.detection().id() + ' ' + alert.group();
                assertThat(opened.put(incident, alert.change().at()))
                        .as(incident)
                        .isNull();
            }
        }
        for (int scan = 0; scan < scans; scan++) {
            String address = "192.0.2." + scan;
            long tenth = START.plus(BETWEEN_PROBES.multipliedBy(9)).getEpochSecond();
            assertThat(opened.entrySet().stream()
                            .filter(entry -> entry.getKey().contains(" " + address + " ")
                                    || entry.getKey().endsWith(" " + address)))
                    .as(address)
                    .isNotEmpty()
                    .anyMatch(entry -> entry.getValue() <= tenth);
        }
        assertThat(backtest.events()).isEqualTo((long) scans * PROBES * (OTHERS + 1));
    }

    @Test
    void itIsToldWithinFiveSecondsOfItsTenthProbe() {
        int scans = 3;
        List<JsonNode> alerts = new ArrayList<>();
        try (TopologyRun run = TopologyRun.start(detector, state, START)) {
            traffic(scans, event -> run.event(event.getBytes(UTF_8)), () -> run.clock(BETWEEN_PROBES));
            for (int i = 0; i < 20; i++) {
                run.clock(BETWEEN_PROBES);
            }
            alerts.addAll(run.documents());
        }
        Instant limit = START.plus(BETWEEN_PROBES.multipliedBy(9)).plus(WITHIN);
        for (int scan = 0; scan < scans; scan++) {
            String address = "192.0.2." + scan;
            assertThat(alerts).as(address).anySatisfy(alert -> {
                assertThat(alert.at("/source/ip").asString()).isEqualTo(address);
                assertThat(alert.at("/event/action").asString()).isEqualTo("opened");
                assertThat(Instant.parse(alert.at("/event/created").asString())).isBeforeOrEqualTo(limit);
            });
        }
        assertThat(alerts).extracting(alert -> alert.at("/event/id").asString()).doesNotHaveDuplicates();
        assertThat(alerts)
                .extracting(alert -> alert.at("/source/ip").asString())
                .allMatch(address -> address.startsWith("192.0.2."));
    }

    /** All scans at the same time, a probe of each, and what others ask for in between. */
    private void traffic(int scans, Consumer<String> out, Runnable afterEachProbe) {
        List<String> probes = new AttackVariants(41).of(AttackClass.SQL_INJECTION, 4);
        Collections.shuffle(probes, new Random(43));
        for (int probe = 0; probe < PROBES; probe++) {
            Instant time = START.plus(BETWEEN_PROBES.multipliedBy(probe));
            for (int scan = 0; scan < scans; scan++) {
                for (int i = 0; i < OTHERS; i++) {
                    out.accept(event(time, "198.51.100." + events % 250, "/shop", ordinary.next()));
                }
                out.accept(
                        event(time, "192.0.2." + scan, "/item", probes.get((scan * PROBES + probe) % probes.size())));
            }
            afterEachProbe.run();
        }
    }

    private String event(Instant time, String address, String path, String query) {
        return """
            {"@timestamp":"%s","event":{"id":"%022d"},"source":{"address":"%s","ip":"%s"},\
            "url":{"original":"%s?%s","path":"%s","query":"%s"},"http":{"request":{"method":"GET"},"response":{"status_code":200}}}\
            """.formatted(time, events++, address, address, path, query, path, query);
    }
}
