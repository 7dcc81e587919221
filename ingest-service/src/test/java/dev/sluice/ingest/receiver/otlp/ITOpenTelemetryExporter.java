// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.Topics;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.http.logs.OtlpHttpLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.SimpleLogRecordProcessor;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the OpenTelemetry SDK sends arrives field for field. */
class ITOpenTelemetryExporter {

    @ParameterizedTest
    @ValueSource(strings = {"none", "gzip"})
    void whatTheSdkSendsArrives(String compression) {
        String kafka = SharedStack.kafka().bootstrapServers();
        try (RunningIngest ingest = RunningIngest.start(kafka);
                OtlpHttpLogRecordExporter exporter = OtlpHttpLogRecordExporter.builder()
                        .setEndpoint(ingest.uri("/v1/logs").toString())
                        .setCompression(compression)
                        .build();
                SdkLoggerProvider provider = SdkLoggerProvider.builder()
                        .addLogRecordProcessor(SimpleLogRecordProcessor.create(exporter))
                        .build()) {
            Topic raw = Topic.fromNowOn(kafka, Topics.RAW);

            provider.get("shop")
                    .logRecordBuilder()
                    .setTimestamp(Instant.parse("2026-11-22T10:00:00.123456789Z"))
                    .setSeverity(Severity.WARN)
                    .setSeverityText("WARN")
                    .setBody("one\ntwo")
                    .setAttribute(AttributeKey.longKey("http.response.status_code"), 200L)
                    .emit();

            assertThat(provider.forceFlush().join(20, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
            JsonNode document =
                    new JsonMapper().readTree(raw.records().getFirst().value());
            assertThat(document.get("@timestamp").asString()).isEqualTo("2026-11-22T10:00:00.123456789Z");
            assertThat(document.get("message").asString()).isEqualTo("one\ntwo");
            assertThat(document.get("log.level").asString()).isEqualTo("WARN");
            assertThat(document.get("event.severity").asInt()).isEqualTo(13);
            assertThat(document.get("http.response.status_code").asLong()).isEqualTo(200);
            assertThat(document.get("log.logger").asString()).isEqualTo("shop");
        }
    }
}
