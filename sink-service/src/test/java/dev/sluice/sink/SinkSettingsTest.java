// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.sink.driver.DeadLetterTopic;
import dev.sluice.sink.elasticsearch.ElasticsearchSettings;
import dev.sluice.sink.s3.LakeSettings;
import dev.sluice.sink.s3.format.LakeFormat;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

/** Pins names and defaults: they are what people write into their deployments. */
class SinkSettingsTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withInitializer(new ConfigDataApplicationContextInitializer())
            .withSystemProperties("spring.config.name=sink-service")
            .withUserConfiguration(Settings.class);

    @Test
    void haveDefaults() {
        runner.run(context -> {
            ElasticsearchSettings elasticsearch = context.getBean(ElasticsearchSettings.class);
            assertThat(elasticsearch.enabled()).isTrue();
            assertThat(elasticsearch.consumer().group()).isNull();
            assertThat(elasticsearch.consumer().drainTimeout()).isEqualTo(Duration.ofSeconds(20));
            assertThat(elasticsearch.bulk().maxSize()).isEqualTo(DataSize.ofMegabytes(8));
            assertThat(elasticsearch.bulk().maxBytesInFlight()).isEqualTo(DataSize.ofMegabytes(64));
            assertThat(elasticsearch.bulk().maxHold()).isEqualTo(Duration.ofSeconds(30));
            assertThat(elasticsearch.template().retention()).isEqualTo(Duration.ofDays(7));
            assertThat(elasticsearch.template().datasetRetention()).isEmpty();
            LakeSettings s3 = context.getBean(LakeSettings.class);
            assertThat(s3.enabled()).isTrue();
            assertThat(s3.consumer().drainTimeout()).isEqualTo(Duration.ofSeconds(20));
            assertThat(s3.format()).isEqualTo(LakeFormat.PARQUET);
            assertThat(s3.createBucket()).isFalse();
            assertThat(s3.file().maxSize()).isEqualTo(DataSize.ofMegabytes(128));
            assertThat(s3.file().maxAge()).isEqualTo(Duration.ofMinutes(5));
            assertThat(s3.file().maxMemoryBytes())
                    .isEqualTo(Runtime.getRuntime().maxMemory() / 4);
            assertThat(s3.spool().max()).isEqualTo(DataSize.ofGigabytes(4));
            assertThat(s3.deadLetters()).isEqualTo(new DeadLetterTopic(4, (short) -1, Duration.ofDays(30)));
            assertThat(elasticsearch.deadLetters()).isEqualTo(s3.deadLetters());
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.sink.elasticsearch.bulk.min-size=9MB",
                "sluice.sink.elasticsearch.bulk.max-in-flight=0",
                "sluice.sink.elasticsearch.username=only",
                "sluice.sink.elasticsearch.template.retention=0s",
                "sluice.sink.elasticsearch.consumer.concurrency=0",
                "sluice.sink.s3.bucket=No Bucket",
                "sluice.sink.s3.prefix=/slash",
                "sluice.sink.s3.file.max-open=0",
                "sluice.sink.s3.client.access-key=only",
                "sluice.sink.s3.consumer.group=",
                "sluice.sink.s3.dead-letters.partitions=0"
            })
    void refuseWhatMakesNoSense(String property) {
        runner.withPropertyValues(property).run(context -> assertThat(context).hasFailed());
    }

    @Test
    void ofADatasetAreNamedByIt() {
        runner.withPropertyValues("sluice.sink.elasticsearch.template.dataset-retention.[apache.access]=30d")
                .run(context -> assertThat(context.getBean(ElasticsearchSettings.class)
                                .template()
                                .datasetRetention())
                        .containsEntry("apache.access", Duration.ofDays(30)));
    }

    @EnableConfigurationProperties({ElasticsearchSettings.class, LakeSettings.class})
    static class Settings {}
}
