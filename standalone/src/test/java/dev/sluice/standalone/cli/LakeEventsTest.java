// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.detector.alert.Alert;
import dev.sluice.detector.backtest.Backtest;
import dev.sluice.detector.detection.EventDetector;
import dev.sluice.detector.rule.DetectionRules;
import dev.sluice.sink.s3.format.EventWriter;
import dev.sluice.sink.s3.format.LakeFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Events that went through a file of the lake are what they were. */
class LakeEventsTest {

    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    @TempDir
    private Path folder;

    private final EventDetector detector = new EventDetector(DetectionRules.NONE);

    private List<byte[]> throughTheLake(LakeFormat format, List<byte[]> events) throws Exception {
        Path file = folder.resolve("object." + format.extension());
        try (EventWriter writer = format.create(file)) {
            for (int i = 0; i < events.size(); i++) {
                writer.write(i, events.get(i));
            }
        }
        List<byte[]> read = new ArrayList<>();
        format.read(file, event -> {
            assertThat(LakeEvents.isWithin(event, START, START.plusSeconds(3_600)))
                    .isTrue();
            assertThat(LakeEvents.isOwn(event)).isFalse();
            read.add(LakeEvents.bytes(event));
        });
        return read;
    }

    private static List<byte[]> scan() {
        List<byte[]> events = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            events.add("""
                    {"@timestamp":"%s","event":{"id":"AZ%05d","dataset":"apache.access"},"source":{"address":"192.0.2.66","ip":"192.0.2.66"},\
                    "url":{"original":"/item?id=%d'+or+1%%3D1--","path":"/item","query":"id=%d'+or+1%%3D1--"},\
                    "http":{"request":{"method":"GET"},"response":{"status_code":404}},\
                    "data_stream":{"type":"logs","dataset":"apache.access","namespace":"default"}}""".formatted(START.plusMillis(700L * i), i, i, i).getBytes(UTF_8));
        }
        return events;
    }

    private List<String> alerts(List<byte[]> events) {
        Backtest backtest = new Backtest(detector);
        events.forEach(backtest::add);
        return backtest.alerts().stream().map(Alert::documentId).toList();
    }

    @ParameterizedTest
    @EnumSource(LakeFormat.class)
    void alertsAreTheSameWithTheSameIds(LakeFormat format) throws Exception {
        List<String> live = alerts(scan());

        assertThat(live).hasSizeGreaterThanOrEqualTo(4);
        assertThat(alerts(throughTheLake(format, scan()))).isEqualTo(live);
    }

    @ParameterizedTest
    @EnumSource(LakeFormat.class)
    void theTrailOfAClientIsFound(LakeFormat format) throws Exception {
        ClientTrail trail = new ClientTrail("192.0.2.66", START, START.plusSeconds(3_600), 100);
        throughTheLake(format, scan()).forEach(event -> trail.add("s3", LakeEvents.whole(event)));

        assertThat(trail.steps()).hasSize(60);
        assertThat(TrailCommand.line(trail.steps().iterator().next()))
                .isEqualTo("2026-11-28T12:00:00Z  404    GET /item?id=0'+or+1%3D1--  apache.access  s3");
    }
}
