// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.Topics;
import dev.sluice.sink.driver.SinkKit;
import dev.sluice.sink.driver.SinkMetrics;
import dev.sluice.sink.driver.SinkRunner;
import dev.sluice.sink.driver.SinkTopics;
import dev.sluice.sink.driver.StoreHealth;
import dev.sluice.sink.driver.StoreStatus;
import java.io.IOException;
import org.apache.kafka.clients.admin.NewTopic;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import software.amazon.awssdk.services.s3.S3Client;

/** Puts the S3 sink together. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty(name = "sluice.sink.s3.enabled", matchIfMissing = true)
class LakeConfiguration {

    static final String STORE = "s3";

    @Bean
    NewTopic s3DeadLetters(SinkTopics topics) {
        return topics.s3DeadLetters().named(Topics.S3_DEAD_LETTERS);
    }

    @Bean
    StoreStatus s3Status(SinkKit kit) {
        return kit.status(STORE);
    }

    @Bean
    StoreHealth s3HealthIndicator(StoreStatus s3Status) {
        return new StoreHealth(s3Status);
    }

    @Bean
    SinkMetrics s3Metrics(SinkKit kit, StoreStatus s3Status) {
        return kit.metrics(s3Status);
    }

    @Bean
    S3Client s3Client(LakeSettings settings) {
        return LakeClient.open(settings.client());
    }

    @Bean
    LakeBucket s3Bucket(S3Client s3Client, LakeSettings settings, StoreStatus s3Status) {
        return new LakeBucket(s3Client, settings, s3Status);
    }

    @Bean
    Spool s3Spool(LakeSettings settings, SinkMetrics s3Metrics) throws IOException {
        Spool spool = new Spool(settings.spool());
        s3Metrics.gauge("spool", "bytes", "Files that are not uploaded yet", spool::used);
        s3Metrics.gauge("files", "files", "Files that are being written, or wait to be uploaded", spool::files);
        return spool;
    }

    @Bean
    WriterMemory s3WriterMemory(LakeSettings settings, SinkMetrics s3Metrics) {
        WriterMemory memory = new WriterMemory(settings.file().maxMemoryBytes());
        s3Metrics.gauge("memory", "bytes", "What files being written take of it", memory::used);
        return memory;
    }

    @Bean
    SinkRunner s3Sink(
            SinkKit kit,
            S3Client s3Client,
            LakeBucket s3Bucket,
            Spool s3Spool,
            WriterMemory s3WriterMemory,
            LakeSettings settings,
            StoreStatus s3Status,
            SinkMetrics s3Metrics) {
        LakeContext lake = new LakeContext(
                new LakeLayout(settings.prefix()),
                settings.format(),
                settings.file(),
                s3Spool,
                s3WriterMemory,
                new RangeUpload(s3Client, s3Bucket, settings, s3Status, s3Metrics),
                kit.deadLetters(Topics.S3_DEAD_LETTERS, s3Metrics),
                kit.clock());
        return kit.runner(
                Topics.PARSED, settings.consumer(), start -> new LakePartition(start, lake), s3Status, s3Metrics);
    }
}
