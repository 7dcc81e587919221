// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.driver.ConsumerSettings;
import dev.sluice.sink.driver.DeadLetterTopic;
import dev.sluice.sink.driver.SinkSettings;
import dev.sluice.sink.driver.StoreRetrySettings;
import dev.sluice.sink.s3.format.LakeFormat;
import jakarta.validation.Valid;
import jakarta.validation.constraints.AssertTrue;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.NestedConfigurationProperty;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;
import org.springframework.validation.annotation.Validated;

/**
 * The S3 sink: {@code sluice.sink.s3.*}.
 *
 * @param enabled whether this process runs the sink
 * @param bucket the bucket
 * @param prefix what comes before {@code dataset=…} in keys, without slashes at its ends; may be empty
 * @param format how objects are written; objects of several formats may lie side by side
 * @param createBucket whether a missing bucket is created
 * @param file when a file is closed and uploaded
 * @param spool where files are written before they are uploaded
 * @param client the store and how to reach it
 * @param retry how long to wait before something is sent again
 * @param consumer how the topic is read
 * @param accept data streams whose events the store takes, {@code *} for any characters; to it, others are done
 * @param deadLetters where records go that cannot be written
 */
@Validated
@ConfigurationProperties("sluice.sink.s3")
public record LakeSettings(
        @DefaultValue("true") boolean enabled,

        @DefaultValue("sluice-lake")
        @Pattern(
                regexp = "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
                message = "must be the name of a bucket: 3 to 63 of a-z 0-9 . -")
        String bucket,

        @DefaultValue("") @Pattern(regexp = "([^/].*[^/]|[^/]?)", message = "must not start or end with /")
        String prefix,

        @DefaultValue("parquet") @NotNull LakeFormat format,
        boolean createBucket,
        @DefaultValue @Valid Rotation file,
        @DefaultValue @Valid Spooling spool,
        @DefaultValue @Valid Client client,
        @DefaultValue @Valid @NestedConfigurationProperty StoreRetrySettings retry,
        @DefaultValue @Valid @NestedConfigurationProperty ConsumerSettings consumer,
        @DefaultValue("*") @NotEmpty List<@NotEmpty String> accept,
        @DefaultValue @Valid @NestedConfigurationProperty DeadLetterTopic deadLetters)
        implements SinkSettings {

    /** The consumer group whose commits say how far the lake is. */
    public String group() {
        return consumer.groupOf(LakeConfiguration.STORE);
    }

    /**
     * @param maxSize bytes written to a file at which it is closed, and with it all files of its partition
     * @param maxAge age of the oldest event in them, since it was read, at which the files of a partition are closed
     * @param maxOpen files of a partition at which they are closed: late events of many hours would open many
     * @param maxOpenOfStream files of one data stream among them: the events of its other hours wait in one file more, and get their objects when
     *     all are closed, which is at four times {@code max-open} such hours at the latest
     * @param maxMemory bytes that the open files of all partitions may take, as their encoders count it; then the partition with most is closed
     *     early. A quarter of the heap unless given
     */
    public record Rotation(
            @DefaultValue("128MB") @NotNull DataSize maxSize,
            @DefaultValue("5m") @DurationMin(millis = 1) Duration maxAge,
            @DefaultValue("64") @Min(1) @Max(10_000) int maxOpen,
            @DefaultValue("32") @Min(1) @Max(10_000) int maxOpenOfStream,
            @Nullable DataSize maxMemory) {

        private static final int OVERFLOW = 4;

        /** Folders without a file at which the files of a partition are closed: each is an object to upload. */
        int maxOverflow() {
            return OVERFLOW * maxOpen;
        }

        public long maxMemoryBytes() {
            return maxMemory == null ? Runtime.getRuntime().maxMemory() / 4 : maxMemory.toBytes();
        }
    }

    /**
     * @param directory a folder on a local disk; each process makes one of its own in it, and removes those that dead processes left
     * @param max bytes of all files; with three quarters of it, files are closed early, and at the bound the partitions are paused
     * @param minFree bytes to leave free on the disk; with less, partitions are paused
     */
    public record Spooling(
            @DefaultValue("${java.io.tmpdir}/sluice-spool") @NotNull
            Path directory,

            @DefaultValue("4GB") @NotNull DataSize max,
            @DefaultValue("256MB") @NotNull DataSize minFree) {}

    /**
     * @param endpoint the store's address; empty for AWS itself
     * @param region the region; empty for the AWS SDK's chain (environment, profile, instance)
     * @param pathStyle whether the bucket is in the path and not in the host name, as most stores besides AWS want it
     * @param accessKey static credentials; empty for the AWS SDK's chain (environment, web identity, profile, container or instance role)
     * @param secretKey the secret of {@code access-key}
     * @param storageClass storage class of the objects, e.g. {@code STANDARD_IA}
     * @param serverSideEncryption {@code AES256} or {@code aws:kms}
     * @param kmsKeyId the key for {@code aws:kms}; empty for the account's own
     * @param attemptTimeout longest time for one call, the sending of a file included
     * @param maxUploads files on their way at once
     */
    public record Client(
            @Nullable URI endpoint,
            @Nullable String region,
            boolean pathStyle,
            @Nullable String accessKey,
            @Nullable String secretKey,
            @Nullable String storageClass,
            @Nullable String serverSideEncryption,
            @Nullable String kmsKeyId,
            @DefaultValue("5m") @DurationMin(millis = 1) Duration attemptTimeout,
            @DefaultValue("4") @Min(1) @Max(256) int maxUploads) {

        @AssertTrue(message = "access-key and secret-key belong together")
        boolean isSecretWithKey() {
            return (accessKey == null) == (secretKey == null);
        }

        /** Without the secret. */
        @Override
        public String toString() {
            return "Client[endpoint=" + endpoint + ", region=" + region + ", pathStyle=" + pathStyle + ']';
        }
    }
}
