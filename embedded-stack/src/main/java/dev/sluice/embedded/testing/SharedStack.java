// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded.testing;

import dev.sluice.embedded.EmbeddedElasticsearch;
import dev.sluice.embedded.EmbeddedKafka;
import dev.sluice.embedded.EmbeddedKafkaSettings;
import dev.sluice.embedded.EmbeddedS3;

/**
 * Servers that all tests of a JVM share: each is started by the first test that asks for it, on a free port and in a temporary folder, and
 * goes with the JVM. So a test takes topics, buckets and indices of its own names and leaves the servers running.
 */
public final class SharedStack {

    private static final SharedServer<EmbeddedKafka> KAFKA = new SharedServer<>(
            "kafka",
            data -> EmbeddedKafka.start(
                    data,
                    EmbeddedKafkaSettings.onFreePort()
                            // Tests of retention should not have to wait for the default's five minutes.
                            .withBrokerProperty("log.retention.check.interval.ms", "1000")));
    private static final SharedServer<EmbeddedS3> S3 = new SharedServer<>("s3", data -> EmbeddedS3.start(data, 0));

    private static final SharedServer<EmbeddedElasticsearch> ELASTICSEARCH = new SharedServer<>(
            "elasticsearch", data -> EmbeddedElasticsearch.start(EmbeddedElasticsearch.home(), data, 0));

    private SharedStack() {}

    public static EmbeddedKafka kafka() {
        return KAFKA.get();
    }

    /** Takes some ten seconds when first asked for. */
    public static EmbeddedElasticsearch elasticsearch() {
        return ELASTICSEARCH.get();
    }

    public static EmbeddedS3 s3() {
        return S3.get();
    }
}
