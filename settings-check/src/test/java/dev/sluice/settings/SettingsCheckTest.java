// SPDX-License-Identifier: Apache-2.0
package dev.sluice.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.ByteArrayResource;

@ExtendWith(OutputCaptureExtension.class)
class SettingsCheckTest {

    private final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void saysNamePlaceAndWhatWasMeant() throws IOException {
        yaml("sluice:\n  ingest:\n    max-body: 1MB\n    max-bdy: 2MB\n");

        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .isInstanceOf(UnknownSettingsException.class)
                .hasMessage("sluice.ingest.max-bdy (Byte array resource [a.yaml] - 4:14) is not a setting; did you mean"
                        + " sluice.ingest.max-body?");
    }

    @Test
    void saysWhatAnOldNameIsCalledNow() throws IOException {
        yaml("sluice:\n  parser:\n    repeats:\n      batches: 2h\n    instance: a\n");

        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .hasMessageContaining(
                        "sluice.parser.repeats.batches (Byte array resource [a.yaml] - 4:16) is not a setting"
                                + " any more; it is called sluice.parser.dedup.batches now")
                .hasMessageMatching(
                        "(?s).*sluice.parser.instance \\([^)]*\\) is not a setting any more, and nothing replaces it.*");
    }

    @Test
    void saysWhatAnOldVariableIsCalledNow() {
        variables(Map.of("SLUICE_PARSER_REPEATS_STREAMS", "1d", "SLUICE_INGEST_DENSE_RATE", "1MB"));

        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .hasMessageContaining(
                        "SLUICE_PARSER_REPEATS_STREAMS (in the environment) is not a setting any more; it is"
                                + " called SLUICE_PARSER_DEDUP_STREAMS now")
                .hasMessageContaining("it is called SLUICE_INGEST_EXPANSIONRATE now");
    }

    @Test
    void saysWhatAnOldMeterIsCalledNow() throws IOException {
        yaml("management.metrics:\n  enable:\n    sluice.ingest.refusals: false\n    jvm: false\n");
        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .hasMessage(
                        "management.metrics.enable.sluice.ingest.refusals (Byte array resource [a.yaml] - 3:29) is not"
                                + " a setting any more; it is called sluice.ingest.rejections now");

        variables(Map.of("MANAGEMENT_METRICS_ENABLE_SLUICE_INGEST_REFUSALS", "false"));
        assertThatThrownBy(() -> SettingsCheck.check(environment)).hasMessageContaining("SLUICE_INGEST_REJECTIONS now");
    }

    /** Of topics, too. */
    @Test
    void saysWhereTheSettingsOfADeadLetterTopicAreNow() throws IOException {
        yaml("sluice.topics.s3-dead-letters.retention: 3d\n");
        variables(Map.of("SLUICE_TOPICS_ELASTICSEARCHDEADLETTERS_PARTITIONS", "8"));

        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .hasMessageContaining("sluice.sink.s3.dead-letters.retention")
                .hasMessageContaining("SLUICE_SINK_ELASTICSEARCH_DEADLETTERS_PARTITIONS");
    }

    /** What replaces an old name is valid, and the old name is not. */
    @Test
    void theTableOfOldNamesIsTrue() {
        SettingNames names = SettingNames.ofThisVersion();
        for (RenamedNames.Renamed renamed : RenamedNames.settings().all()) {
            assertThat(isKnown(names, renamed.old())).as(renamed.old()).isFalse();
            if (!renamed.now().isEmpty()) {
                assertThat(isKnown(names, renamed.now())).as(renamed.now()).isTrue();
            }
        }
    }

    private static boolean isKnown(SettingNames names, String name) {
        return name.endsWith(".")
                ? names.isSection(ConfigurationPropertyName.of(name.substring(0, name.length() - 1)))
                : names.contains(ConfigurationPropertyName.of(name));
    }

    @Test
    void saysAllAtOnce() throws IOException {
        yaml("sluice:\n  ingest.deadlin: 1s\n  sink.s3.buckett: b\n  completely: different\n");

        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .hasMessageContaining("did you mean sluice.ingest.deadline?")
                .hasMessageContaining("did you mean sluice.sink.s3.bucket?")
                .hasMessageMatching("(?s).*sluice.completely \\([^)]*\\) is not a setting(\\R.*)?");
    }

    @Test
    void takesMapsListsAndEmptySections() throws IOException {
        yaml("""
                sluice:
                  ingest:
                  parser:
                    formats: {mine: '%h', 'my.own': '%h'}
                    originals: [generic]
                    log-groups: [{pattern: /a, format: json}]
                    rule-files: [a.yaml]
                  sink:
                    elasticsearch:
                      uris: http://a:1, http://b:1
                      template:
                        dataset-retention: {apache.access: 30d}
                  topics:
                    raw: {partitions: 3}
                logging.level.root: info
                """);

        assertThatCode(() -> SettingsCheck.check(environment)).doesNotThrowAnyException();
    }

    @Test
    void saysWhichVariableIsWrongAndLeavesThoseOfOthersAlone() {
        variables(Map.of(
                "SLUICE_INGEST_MAXBODY", "1MB",
                "SLUICE_INGEST_MAX_BODY", "1MB",
                "SLUICE_SINK_S3_FILE_MAXAG", "1m",
                "SLUICE_DATA", "/data",
                "SLUICE_TAIL_SERVER_URL", "http://a",
                "SLUICE_INGEST_SERVICE_HOST", "10.0.0.1",
                "SLUICE_INGEST_PORT", "tcp://10.0.0.1:8080"));

        assertThatThrownBy(() -> SettingsCheck.check(environment))
                .hasMessage("SLUICE_SINK_S3_FILE_MAXAG (in the environment) is not a setting; did you mean"
                        + " SLUICE_SINK_S3_FILE_MAXAGE?");
    }

    @Test
    void systemPropertiesMayHaveNamesOfTheLauncher() {
        replace(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, Map.of("sluice.log", "a.log"));
        assertThatCode(() -> SettingsCheck.check(environment)).doesNotThrowAnyException();

        replace(StandardEnvironment.SYSTEM_PROPERTIES_PROPERTY_SOURCE_NAME, Map.of("sluice.sink.s3.buket", "a"));
        assertThatThrownBy(() -> SettingsCheck.check(environment)).hasMessageContaining("sluice.sink.s3.bucket?");
    }

    @Test
    void anApplicationDoesNotStartAndSaysWhyWithoutAStackTrace(CapturedOutput output) {
        SpringApplicationBuilder application =
                new SpringApplicationBuilder(SettingsCheckTest.class).web(WebApplicationType.NONE);

        assertThatThrownBy(() -> application.run("--sluice.parser.zoen=UTC"))
                .isInstanceOf(UnknownSettingsException.class);
        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("sluice.parser.zoen (\"sluice.parser.zoen\" from property source \"commandLineArgs\") is not"
                        + " a setting; did you mean sluice.parser.zone?")
                .contains("docs/configuration.md")
                .doesNotContain("\tat ");
    }

    private void yaml(String text) throws IOException {
        MutablePropertySources sources = environment.getPropertySources();
        new YamlPropertySourceLoader()
                .load("a.yaml", new ByteArrayResource(text.getBytes(), "a.yaml"))
                .forEach(sources::addFirst);
    }

    private void variables(Map<String, Object> variables) {
        environment
                .getPropertySources()
                .replace(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
    }

    private void replace(String name, Map<String, Object> properties) {
        environment.getPropertySources().replace(name, new MapPropertySource(name, properties));
    }
}
