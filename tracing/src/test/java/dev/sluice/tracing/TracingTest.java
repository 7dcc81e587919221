// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tracing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.opentelemetry.sdk.testing.exporter.InMemorySpanExporter;
import io.opentelemetry.sdk.trace.data.SpanData;
import io.opentelemetry.sdk.trace.data.StatusData;
import io.opentelemetry.sdk.trace.export.SimpleSpanProcessor;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who decides what is traced, and what the next step is told. */
class TracingTest {

    private static final String ID = "0af7651916cd43dd8448eb211c80319c";
    private static final String SENDER = "00-" + ID + "-b7ad6b7169203331-01";
    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");

    private final InMemorySpanExporter spans = InMemorySpanExporter.create();
    private Instant now = NOW;
    private Tracing tracing = tracing(0, 50);

    @AfterEach
    void close() {
        tracing.close();
    }

    @Test
    void aRequestsTraceGoesOnFromRecordToRecord() {
        byte[] raw;
        byte[] parsed;
        try (Trace request = tracing.receive("receive native", SENDER)) {
            raw = request.header();
        }
        try (Trace parse = tracing.process("parse", raw, NOW.toEpochMilli())) {
            parsed = parse.header();
        }
        tracing.process("store s3", parsed, NOW.toEpochMilli())
                .with("sluice.events", 7)
                .close();

        List<SpanData> seen = spans.getFinishedSpanItems();
        assertThat(seen).extracting(SpanData::getTraceId).containsExactly(ID, ID, ID);
        assertThat(seen)
                .extracting(SpanData::getParentSpanId)
                .containsExactly(
                        "b7ad6b7169203331", seen.get(0).getSpanId(), seen.get(1).getSpanId());
        assertThat(seen).extracting(SpanData::getName).containsExactly("receive native", "parse", "store s3");
        assertThat(seen.get(2).getStartEpochNanos()).isEqualTo(NOW.toEpochMilli() * 1_000_000);
        assertThat(seen.getFirst().getResource().getAttributes().asMap()).containsValue("a-service");
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"", "00-", "nonsense", "00-" + ID + "-0000000000000000-01", "00-" + ID + "-b7ad6b7169203331-00"})
    void whatIsNoTraceOrIsNotWantedIsNotTraced(String parent) {
        Trace trace = tracing.receive("receive native", parent);

        assertThat(trace.parent()).isNull();
        assertThat(trace.header()).isNull();
        assertThat(tracing.process("parse", parent == null ? null : parent.getBytes(US_ASCII), 0)
                        .header())
                .isNull();
        trace.with("a", "b").with("c", 1).failed("not told");
        trace.close();
        assertThat(spans.getFinishedSpanItems()).isEmpty();
    }

    @Test
    void aShareOfThoseThatHaveNotDecidedIsTraced() {
        tracing = tracing(0.5, 1_000_000);
        long traced = IntStream.range(0, 10_000)
                .filter(i -> tracing.receive("receive native", null).parent() != null)
                .count();

        assertThat(traced).isBetween(4_500L, 5_500L);
        assertThat(tracing.receive("receive native", "00-" + ID + "-b7ad6b7169203331-00")
                        .parent())
                .as("its sender does not want it traced")
                .isNull();
    }

    @Test
    void whoWantsAllTracedGetsSoManyASecond() {
        assertThat(IntStream.range(0, 1_000).filter(i -> traced()).count()).isEqualTo(50);

        now = NOW.plusSeconds(1);
        assertThat(traced()).isTrue();
    }

    private boolean traced() {
        return tracing.receive("receive native", SENDER).parent() != null;
    }

    @Test
    void aStepThatCameToNothingSaysWhy() {
        Trace trace = tracing.receive("receive native", SENDER);
        trace.failed("overloaded");
        trace.close();

        assertThat(spans.getFinishedSpanItems().getFirst().getStatus())
                .isEqualTo(StatusData.create(io.opentelemetry.api.trace.StatusCode.ERROR, "overloaded"));
    }

    @Test
    void offByDefault() {
        try (Tracing off = Tracing.of(new TracingSettings(null, 1, 50), "a-service", Clock.systemUTC())) {
            assertThat(off.receive("receive native", SENDER)).isSameAs(Trace.NONE);
            assertThat(off.process("parse", SENDER.getBytes(US_ASCII), 0)).isSameAs(Trace.NONE);
        }
    }

    @Test
    void settingsThatCannotBeAreRefused() {
        assertThatThrownBy(() -> new TracingSettings(URI.create("collector:4318"), 0.1, 50))
                .hasMessageContaining("sluice.tracing.endpoint")
                .hasMessageContaining("'collector:4318'");
        assertThatThrownBy(() -> new TracingSettings(null, 1.5, 50))
                .hasMessageContaining("sluice.tracing.share")
                .hasMessageContaining("1.5");
        assertThatThrownBy(() -> new TracingSettings(null, 0.1, 0))
                .hasMessageContaining("sluice.tracing.max-per-second");
    }

    private Tracing tracing(double share, int maxPerSecond) {
        Clock clock = new Clock() {
            @Override
            public java.time.ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(java.time.ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
        return Tracing.to(
                SimpleSpanProcessor.create(spans),
                new TracingSettings(URI.create("http://127.0.0.1:4318/v1/traces"), share, maxPerSecond),
                "a-service",
                clock);
    }
}
