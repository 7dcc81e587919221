// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.joran.spi.JoranException;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.exporter.otlp.logs.OtlpGrpcLogRecordExporter;
import io.opentelemetry.sdk.logs.SdkLoggerProvider;
import io.opentelemetry.sdk.logs.export.BatchLogRecordProcessor;
import io.opentelemetry.sdk.resources.Resource;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What applications on the JVM log with, configured as its documentation shows: each line is one event in both stores, with what the line says. */
@ExtendWith(LedgerJudge.class)
class ITJavaClients {

    private static final int COUNT = 30;
    private static final String LOGGER = "com.example.Shop";

    private final SharedSluice sluice = SharedSluice.get();
    private final StoredEvents stored = new StoredEvents(sluice);
    private final JsonMapper json = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void loki4j() throws JoranException {
        byLogback("""
            <configuration>
              <appender name="A" class="com.github.loki4j.logback.Loki4jAppender">
                <labels>app=e2e-loki4j</labels>
                <structuredMetadata>
                  level=%%level
                  logger=%%logger
                </structuredMetadata>
                <message><pattern>%%msg%%n%%ex</pattern></message>
                <http><url>%s/loki/api/v1/push</url></http>
                <batch><maxItems>10</maxItems></batch>
              </appender>
              <root level="INFO"><appender-ref ref="A"/></root>
            </configuration>
            """.formatted(address()));

        List<JsonNode> events = stored.await("generic", term("labels.app", "e2e-loki4j"), COUNT + 1);
        assertMessages(events);
        assertEvent(StoredEvents.withMessage(events, "message 17"), """
            {"message":"message 17\\n","labels":{"app":"e2e-loki4j","level":"INFO","logger":"com.example.Shop"}}\
            """, "/@timestamp");
        assertThat(failure(events).path("message").asString())
                .startsWith("failed\njava.lang.IllegalStateException: not open\n\tat ");
    }

    @Test
    void logbackOverSyslog() throws JoranException {
        byLogback("""
            <configuration>
              <appender name="A" class="ch.qos.logback.classic.net.SyslogAppender">
                <syslogHost>127.0.0.1</syslogHost>
                <port>%d</port>
                <facility>LOCAL0</facility>
                <throwableExcluded>true</throwableExcluded>
                <suffixPattern>e2e-logback[17]: %%msg</suffixPattern>
              </appender>
              <root level="INFO"><appender-ref ref="A"/></root>
            </configuration>
            """.formatted(sluice.syslogPort()));

        List<JsonNode> events = stored.await("system.syslog", term("process.name", "e2e-logback"), COUNT + 1);
        assertMessages(events);
        assertEvent(
                StoredEvents.withMessage(events, "message 17"), """
                {"message":"message 17","process":{"name":"e2e-logback","pid":17},"labels":{"syslog_source":"127.0.0.1"},
                 "log":{"level":"info","syslog":{"priority":134,"facility":{"code":16,"name":"local0"},
                  "severity":{"code":6,"name":"Informational"},"appname":"e2e-logback","procid":"17"}}}\
                """, "/@timestamp", "/host", "/log/syslog/hostname");
        assertThat(failure(events).at("/log/level").asString()).isEqualTo("error");
    }

    @Test
    void logstashEncoderInSyslog() throws JoranException {
        byLogback("""
            <configuration>
              <appender name="A" class="net.logstash.logback.appender.LogstashTcpSocketAppender">
                <destination>127.0.0.1:%d</destination>
                <encoder class="net.logstash.logback.encoder.LogstashEncoder">
                  <prefix class="ch.qos.logback.core.encoder.LayoutWrappingEncoder">
                    <layout class="ch.qos.logback.classic.PatternLayout">
                      <pattern>&lt;134&gt;1 %%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} desk e2e-logstash 17 - - @cee:</pattern>
                    </layout>
                  </prefix>
                </encoder>
              </appender>
              <root level="INFO"><appender-ref ref="A"/></root>
            </configuration>
            """.formatted(sluice.syslogPort()));

        List<JsonNode> events = stored.await("generic", term("process.name", "e2e-logstash"), COUNT + 1);
        assertMessages(events);
        assertEvent(StoredEvents.withMessage(events, "message 17"), """
                {"message":"message 17","host":{"name":"desk","hostname":"desk"},"process":{"name":"e2e-logstash","pid":17},
                 "labels":{"syslog_source":"127.0.0.1"},
                 "log":{"level":"INFO","syslog":{"priority":134,"facility":{"code":16,"name":"local0"},
                  "severity":{"code":6,"name":"Informational"},"version":"1","hostname":"desk","appname":"e2e-logstash","procid":"17"}},
                 "fields":{"@version":"1","logger_name":"com.example.Shop","thread_name":"main","level_value":20000}}\
                """, "/@timestamp");
        assertThat(failure(events).at("/fields/stack_trace").asString())
                .startsWith("java.lang.IllegalStateException: not open\n\tat ");
    }

    @Test
    void log4jOverSyslog() throws IOException {
        byLog4j("""
            <Syslog name="A" format="RFC5424" host="127.0.0.1" port="%d" protocol="TCP" facility="LOCAL0" newLine="true"
                    appName="e2e-log4j" messageId="ID1" id="shop" enterpriseNumber="32473"/>
            """.formatted(sluice.syslogPort()));

        List<JsonNode> events = stored.await("system.syslog", term("process.name", "e2e-log4j"), COUNT + 1);
        assertMessages(events);
        assertEvent(
                StoredEvents.withMessage(events, "message 17"),
                """
                {"message":"message 17","process":{"name":"e2e-log4j"},"labels":{"syslog_source":"127.0.0.1"},
                 "log":{"level":"info","syslog":{"priority":134,"facility":{"code":16,"name":"local0"},
                  "severity":{"code":6,"name":"Informational"},"version":"1","appname":"e2e-log4j","msgid":"ID1"}}}\
                """,
                "/@timestamp",
                "/host",
                "/log/syslog/hostname",
                "/log/syslog/procid",
                "/process/pid");
    }

    @Test
    void log4jOverHttp() throws IOException {
        byLog4j("""
            <Http name="A" url="%s/api/v1/logs?dataset=e2e.log4j">
              <JsonTemplateLayout eventTemplateUri="classpath:EcsLayout.json"/>
            </Http>
            """.formatted(address()));

        List<JsonNode> events = stored.await("e2e.log4j", "{\"match_all\":{}}", COUNT + 1);
        assertMessages(events);
        assertEvent(StoredEvents.withMessage(events, "message 17"), """
            {"message":"message 17","log":{"level":"INFO","logger":"com.example.Shop"},"process":{"thread":{"name":"main"}}}\
            """, "/@timestamp");
        assertThat(failure(events).path("error").path("type").asString()).isEqualTo("java.lang.IllegalStateException");
        assertThat(failure(events).path("error").path("stack_trace").asString())
                .startsWith("java.lang.IllegalStateException: not open\n\tat ");
    }

    @Test
    void openTelemetryOverGrpc() {
        OtlpGrpcLogRecordExporter exporter = OtlpGrpcLogRecordExporter.builder()
                .setEndpoint("http://127.0.0.1:" + sluice.ports().ingestGrpc())
                .setCompression("gzip")
                .build();
        try (SdkLoggerProvider provider = SdkLoggerProvider.builder()
                .setResource(Resource.create(Attributes.of(AttributeKey.stringKey("service.name"), "shop")))
                .addLogRecordProcessor(BatchLogRecordProcessor.builder(exporter)
                        .setMaxExportBatchSize(20)
                        .build())
                .build()) {
            Logger logger = provider.get(LOGGER);
            for (int i = 0; i < COUNT; i++) {
                logger.logRecordBuilder()
                        .setTimestamp(Instant.ofEpochMilli(1_795_341_600_000L + i))
                        .setSeverity(Severity.INFO)
                        .setBody("message " + i)
                        .setAttribute(AttributeKey.stringKey("event.dataset"), "e2e.grpc")
                        .setAttribute(AttributeKey.longKey("order"), (long) i)
                        .emit();
            }
            assertThat(provider.forceFlush().join(30, TimeUnit.SECONDS).isSuccess())
                    .isTrue();
        }

        List<JsonNode> events = stored.await("e2e.grpc", "{\"match_all\":{}}", COUNT);
        assertMessages(events);
        assertEvent(events.get(17), """
            {"@timestamp":"2026-11-22T10:00:00.017Z","message":"message 17","log":{"level":"info","logger":"com.example.Shop"},
             "event":{"severity":9},"service":{"name":"shop"},"fields":{"order":17,"otel.time_unix_nano":"1795341600017000000"}}\
            """, "/fields/otel.observed_time_unix_nano");
    }

    private void byLogback(String configuration) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        try {
            JoranConfigurator configurator = new JoranConfigurator();
            configurator.setContext(context);
            configurator.doConfigure(new ByteArrayInputStream(configuration.getBytes(UTF_8)));
            ch.qos.logback.classic.Logger logger = context.getLogger(LOGGER);
            for (int i = 0; i < COUNT; i++) {
                logger.info("message {}", i);
            }
            logger.error("failed", new IllegalStateException("not open"));
        } finally {
            context.stop();
        }
    }

    private void byLog4j(String appender) throws IOException {
        Path configuration = Files.writeString(folder.resolve("log4j2.xml"), """
            <Configuration>
              <Appenders>%s</Appenders>
              <Loggers><Root level="INFO"><AppenderRef ref="A"/></Root></Loggers>
            </Configuration>
            """.formatted(appender));
        try (org.apache.logging.log4j.core.LoggerContext context =
                new org.apache.logging.log4j.core.LoggerContext("e2e", null, configuration.toUri())) {
            context.start();
            org.apache.logging.log4j.core.Logger logger = context.getLogger(LOGGER);
            for (int i = 0; i < COUNT; i++) {
                logger.info("message {}", i);
            }
            logger.error("failed", new IllegalStateException("not open"));
        }
    }

    /** What was logged with an exception. */
    private static JsonNode failure(List<JsonNode> events) {
        List<JsonNode> failures =
                events.stream().filter(ITJavaClients::isFailure).toList();
        assertThat(failures).hasSize(1);
        return failures.getFirst();
    }

    private static boolean isFailure(JsonNode event) {
        return event.path("message").asString().startsWith("failed");
    }

    private String address() {
        return "http://127.0.0.1:" + sluice.ingestPort();
    }

    private static String term(String field, String value) {
        return "{\"term\":{\"" + field + "\":\"" + value + "\"}}";
    }

    /** Each once, besides the failure; lines of one millisecond may stand in any order. */
    private static void assertMessages(List<JsonNode> events) {
        assertThat(events)
                .filteredOn(event -> !isFailure(event))
                .extracting(event -> event.path("message").asString().strip())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, COUNT).mapToObj(i -> "message " + i).toList());
    }

    private void assertEvent(JsonNode event, String expected, String... without) {
        assertThat((JsonNode) StoredEvents.content(event, without))
                .as(event.toPrettyString())
                .isEqualTo(json.readTree(expected));
    }
}
