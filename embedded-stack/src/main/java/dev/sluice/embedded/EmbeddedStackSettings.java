// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * How the three servers are started.
 *
 * @param data the folder that holds a folder for each of them, made if there is none
 * @param elasticsearchHome the unpacked distribution, see {@link EmbeddedElasticsearch#home()}
 * @param s3Port 0 for any free one
 * @param buckets made if there are none
 * @param notices takes a sentence for a person when a server has ended by itself, and when it is back
 */
public record EmbeddedStackSettings(
        Path data,
        EmbeddedKafkaSettings kafka,
        Path elasticsearchHome,
        EmbeddedElasticsearchSettings elasticsearch,
        int s3Port,
        List<String> buckets,
        Consumer<String> notices) {

    public static final int DEFAULT_KAFKA_PORT = 9092;
    public static final int DEFAULT_ELASTICSEARCH_PORT = 9200;
    public static final int DEFAULT_S3_PORT = 9000;

    public EmbeddedStackSettings {
        Objects.requireNonNull(data, "data");
        Objects.requireNonNull(kafka, "kafka");
        Objects.requireNonNull(elasticsearchHome, "elasticsearchHome");
        Objects.requireNonNull(elasticsearch, "elasticsearch");
        buckets = List.copyOf(Objects.requireNonNull(buckets, "buckets"));
        Objects.requireNonNull(notices, "notices");
    }

    /** The servers' usual ports, all moved by an offset. */
    public static EmbeddedStackSettings onDefaultPorts(Path data, int portOffset) {
        return onPorts(
                data,
                DEFAULT_KAFKA_PORT + portOffset,
                DEFAULT_ELASTICSEARCH_PORT + portOffset,
                DEFAULT_S3_PORT + portOffset);
    }

    public static EmbeddedStackSettings onFreePorts(Path data) {
        return onPorts(data, 0, 0, 0);
    }

    /** The distribution is the one that {@link EmbeddedElasticsearch#home()} finds. */
    public static EmbeddedStackSettings onPorts(Path data, int kafkaPort, int elasticsearchPort, int s3Port) {
        return new EmbeddedStackSettings(
                data,
                EmbeddedKafkaSettings.onPort(kafkaPort),
                EmbeddedElasticsearch.home(),
                EmbeddedElasticsearchSettings.onPort(elasticsearchPort),
                s3Port,
                List.of(),
                notice -> {});
    }

    public EmbeddedStackSettings withKafka(EmbeddedKafkaSettings settings) {
        return new EmbeddedStackSettings(data, settings, elasticsearchHome, elasticsearch, s3Port, buckets, notices);
    }

    public EmbeddedStackSettings withElasticsearch(EmbeddedElasticsearchSettings settings) {
        return new EmbeddedStackSettings(data, kafka, elasticsearchHome, settings, s3Port, buckets, notices);
    }

    public EmbeddedStackSettings withNotices(Consumer<String> listener) {
        return new EmbeddedStackSettings(data, kafka, elasticsearchHome, elasticsearch, s3Port, buckets, listener);
    }

    /** These settings and one more bucket. */
    public EmbeddedStackSettings withBucket(String name) {
        List<String> more = new ArrayList<>(buckets);
        more.add(name);
        return new EmbeddedStackSettings(data, kafka, elasticsearchHome, elasticsearch, s3Port, more, notices);
    }
}
