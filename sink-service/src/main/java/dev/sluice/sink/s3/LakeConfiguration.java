// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.SinkContext;
import dev.sluice.sink.driver.SinkContexts;
import dev.sluice.sink.driver.SinkRunner;
import java.io.IOException;
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
    SinkContext s3Context(SinkContexts contexts, LakeSettings settings) {
        return contexts.of(STORE, settings);
    }

    @Bean
    S3Client s3Client(LakeSettings settings) {
        return LakeClient.open(settings.client());
    }

    @Bean
    LakeBucket s3Bucket(S3Client s3Client, LakeSettings settings, SinkContext s3Context) {
        return new LakeBucket(s3Client, settings, s3Context.status());
    }

    @Bean
    Spool s3Spool(LakeSettings settings, SinkContext s3Context) throws IOException {
        Spool spool = new Spool(settings.spool(), s3Context.status());
        s3Context.metrics().s3Spool(spool::used, spool::files);
        return spool;
    }

    @Bean
    WriterMemory s3WriterMemory(LakeSettings settings, SinkContext s3Context) {
        WriterMemory memory = new WriterMemory(settings.file().maxMemoryBytes());
        s3Context.metrics().s3Memory(memory::used);
        return memory;
    }

    @Bean
    SinkRunner s3Sink(
            SinkContext s3Context,
            S3Client s3Client,
            LakeBucket s3Bucket,
            Spool s3Spool,
            WriterMemory s3WriterMemory,
            LakeSettings settings) {
        LakeContext lake = new LakeContext(
                new LakeLayout(settings.prefix()),
                settings.format(),
                settings.file(),
                s3Spool,
                s3WriterMemory,
                new RangeUpload(s3Client, s3Bucket, settings, s3Context.status(), s3Context.metrics()),
                s3Context.filter(),
                s3Context.deadLetters(),
                s3Context.clock());
        return s3Context.runner((start, book) -> new LakePartition(start, book, lake));
    }
}
