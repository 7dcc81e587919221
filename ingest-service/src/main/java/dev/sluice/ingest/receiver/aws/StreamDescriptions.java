// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.stereotype.Component;

/** What producers ask of a stream before they send: every stream is there and active, whatever its name. */
@Component
final class StreamDescriptions {

    /** Of all streams. */
    static final String ACCOUNT = "000000000000";

    private static final String ACTIVE = "ACTIVE";
    private static final int RETENTION_HOURS = 24;

    private final KinesisShards shards;
    private final Instant created;

    StreamDescriptions(KinesisShards shards, Clock clock) {
        this.shards = shards;
        created = clock.instant();
    }

    Map<String, Object> of(AwsOperation operation, String stream, AwsCodec codec) {
        return switch (operation) {
            case KINESIS_LIST_SHARDS -> Map.of("Shards", shards.describe());
            case KINESIS_DESCRIBE_STREAM -> {
                Map<String, Object> described = kinesis(stream, codec);
                described.put("Shards", shards.describe());
                described.put("HasMoreShards", false);
                yield Map.of("StreamDescription", described);
            }
            case KINESIS_DESCRIBE_STREAM_SUMMARY -> {
                Map<String, Object> described = kinesis(stream, codec);
                described.put("OpenShardCount", shards.count());
                described.put("ConsumerCount", 0);
                yield Map.of("StreamDescriptionSummary", described);
            }
            case FIREHOSE_DESCRIBE_DELIVERY_STREAM -> Map.of("DeliveryStreamDescription", firehose(stream, codec));
            default -> throw new IllegalArgumentException(operation + " asks nothing");
        };
    }

    private Map<String, Object> kinesis(String stream, AwsCodec codec) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("StreamName", stream);
        described.put("StreamARN", "arn:aws:kinesis:us-east-1:" + ACCOUNT + ":stream/" + stream);
        described.put("StreamStatus", ACTIVE);
        described.put("StreamModeDetails", Map.of("StreamMode", "PROVISIONED"));
        described.put("RetentionPeriodHours", RETENTION_HOURS);
        described.put("StreamCreationTimestamp", codec.time(created));
        described.put("EnhancedMonitoring", List.of(Map.of("ShardLevelMetrics", List.of())));
        described.put("EncryptionType", "NONE");
        return described;
    }

    private Map<String, Object> firehose(String stream, AwsCodec codec) {
        Map<String, Object> described = new LinkedHashMap<>();
        described.put("DeliveryStreamName", stream);
        described.put("DeliveryStreamARN", "arn:aws:firehose:us-east-1:" + ACCOUNT + ":deliverystream/" + stream);
        described.put("DeliveryStreamStatus", ACTIVE);
        described.put("DeliveryStreamType", "DirectPut");
        described.put("VersionId", "1");
        described.put("CreateTimestamp", codec.time(created));
        described.put("Destinations", List.of());
        described.put("HasMoreDestinations", false);
        return described;
    }
}
