// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.sink.driver.ConsumerSettings;
import dev.sluice.sink.driver.DeadLetterTopic;
import dev.sluice.sink.driver.SinkSettings;
import dev.sluice.sink.driver.StoreRetrySettings;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The Elasticsearch sink: {@code sluice.sink.elasticsearch.*}.
 *
 * @param enabled whether this process runs the sink
 * @param uris the nodes, used in turn
 * @param username user for basic authentication
 * @param password the password of {@code username}
 * @param apiKey encoded API key, instead of a user
 * @param sslBundle Spring Boot SSL bundle for https; without it the JVM's trust store is used
 * @param connectTimeout longest wait for a connection
 * @param requestTimeout longest wait for an answer; afterwards it is unknown whether the request was done, and its ids are looked up
 *     before it is sent again
 * @param compress whether requests are compressed with gzip
 * @param bulk how much is sent at once
 * @param retry how long to wait before something is sent again
 * @param template the index template
 * @param consumer how the topic is read
 * @param accept data streams whose events the store takes, {@code *} for any characters; to it, others are done
 * @param deadLetters where records go that Elasticsearch rejects
 */
@Validated
@ConfigurationProperties("sluice.sink.elasticsearch")
public record ElasticsearchSettings(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("http://127.0.0.1:9200") @NotEmpty List<URI> uris,
        @Nullable String username,
        @Nullable String password,
        @Nullable String apiKey,
        @Nullable String sslBundle,
        @DefaultValue("5s") @DurationMin(millis = 1) Duration connectTimeout,
        @DefaultValue("60s") @DurationMin(millis = 1) Duration requestTimeout,
        boolean compress,
        @DefaultValue @Valid Bulking bulk,
        @DefaultValue @Valid @NestedConfigurationProperty StoreRetrySettings retry,
        @DefaultValue @Valid Templating template,
        @DefaultValue @Valid @NestedConfigurationProperty ConsumerSettings consumer,
        @DefaultValue("*") @NotEmpty List<@NotEmpty String> accept,
        @DefaultValue @Valid @NestedConfigurationProperty DeadLetterTopic deadLetters)
        implements SinkSettings {

    public ElasticsearchSettings {
        uris = List.copyOf(uris);
    }

    /**
     * How long Elasticsearch may wait for a shard before it gives a bulk up: well below {@code request-timeout}, so that no bulk is done after this
     * process has given it up, and has looked its documents up.
     */
    Duration bulkTimeout() {
        return requestTimeout.dividedBy(3);
    }

    @AssertTrue(message = "either username and password or api-key may be given, not both")
    boolean isOneAuthentication() {
        return username == null || apiKey == null;
    }

    @AssertTrue(message = "username and password belong together")
    boolean isPasswordWithUsername() {
        return (username == null) == (password == null);
    }

    /**
     * @param minSize size to which bulks shrink while Elasticsearch answers 429
     * @param maxSize size to which bulks grow while it answers well
     * @param maxDocuments most documents in a bulk
     * @param targetLatency bulks grow while they are answered sooner than this
     * @param linger how long a bulk waits for more events
     * @param maxInFlight bulks of one partition on their way at once
     * @param maxRequests most requests of this process on their way at once; there are two for each node until bulks have grown to max-size and are
     *     still answered well
     * @param maxBytesInFlight bytes of events that this process holds, of all partitions; the partitions are paused while there are more. Requests
     *     on their way hold a copy
     * @param commitInterval least time between two commits of a partition
     * @param maxHold how long after its last commit a partition's documents are sent without being looked up; less than the consumer group's session
     *     time-out, after which somebody else may be sending them
     */
    public record Bulking(
            @DefaultValue("256KB") @NotNull DataSize minSize,
            @DefaultValue("8MB") @NotNull DataSize maxSize,
            @DefaultValue("10000") @Min(1) @Max(1_000_000) int maxDocuments,
            @DefaultValue("1s") @DurationMin(millis = 1) Duration targetLatency,
            @DefaultValue("250ms") @DurationMin(millis = 0) Duration linger,
            @DefaultValue("3") @Min(1) @Max(64) int maxInFlight,
            @DefaultValue("8") @Min(1) @Max(1024) int maxRequests,
            @DefaultValue("64MB") @NotNull DataSize maxBytesInFlight,
            @DefaultValue("500ms") @DurationMin(millis = 0) Duration commitInterval,
            @DefaultValue("30s") @DurationMin(seconds = 1) Duration maxHold) {

        @AssertTrue(message = "min-size must be at least 1KB and at most max-size")
        boolean isSizeRange() {
            return minSize.toBytes() >= 1024 && minSize.compareTo(maxSize) <= 0;
        }
    }

    /**
     * @param retention how long documents are kept: {@code data_stream.lifecycle} of new data streams
     * @param datasetRetention how long the documents of single datasets are kept
     * @param priority of the index template: above Elastic's own {@code logs} (100), below those of its integrations (200)
     * @param shards primary shards of a backing index
     * @param replicas copies of each shard; empty for {@code auto_expand_replicas: 0-1}
     * @param refreshInterval until a document is found by searches
     */
    public record Templating(
            @DefaultValue("7d") @DurationMin(hours = 1) Duration retention,
            @DefaultValue Map<String, @DurationMin(hours = 1) Duration> datasetRetention,
            @DefaultValue("150") @Min(0) int priority,
            @DefaultValue("1") @Min(1) @Max(1024) int shards,
            @Nullable @Min(0) Integer replicas,
            @DefaultValue("5s") @DurationMin(seconds = 1) Duration refreshInterval) {

        public Templating {
            datasetRetention = Map.copyOf(datasetRetention);
        }
    }
}
