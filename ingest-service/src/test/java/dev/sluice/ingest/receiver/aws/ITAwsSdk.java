// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.sluice.embedded.testing.SharedStack;
import dev.sluice.ingest.testing.RunningIngest;
import dev.sluice.ingest.testing.Topic;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseClient;
import software.amazon.awssdk.services.firehose.model.DeliveryStreamStatus;
import software.amazon.awssdk.services.firehose.model.PutRecordBatchResponse;
import software.amazon.awssdk.services.firehose.model.Record;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/** The AWS SDK sends here by another endpoint, in both of its forms, and its signatures are checked. */
class ITAwsSdk {

    private static final String KEY = "SLUICETESTKEY0000001";
    private static final String SECRET = "this-is-the-secret-of-the-test-only";
    private static final String CBOR = "aws.cborEnabled";

    @TempDir
    private static Path folder;

    private static RunningIngest ingest;

    private final String kafka = SharedStack.kafka().bootstrapServers();

    @BeforeAll
    static void start() throws IOException {
        Path tokens = Files.writeString(folder.resolve("tokens.yaml"), """
            tokens:
              shop:
                aws-access-keys: [%s]
            """.formatted(KEY));
        Path secrets = Files.createFile(
                folder.resolve("aws.secrets"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(secrets, KEY + "=" + SECRET + "\n");
        ingest = RunningIngest.start(
                SharedStack.kafka().bootstrapServers(),
                "sluice.ingest.tokens-file=" + tokens,
                "sluice.ingest.aws-secrets-file=" + secrets);
    }

    @AfterAll
    static void stop() {
        ingest.close();
    }

    @AfterEach
    void asItWas() {
        System.clearProperty(CBOR);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void recordsOfKinesisKeepTheOrderOfTheirKeys(String cbor) {
        System.setProperty(CBOR, cbor);
        Topic raw = Topic.fromNowOn(kafka, Topics.RAW);
        try (KinesisClient kinesis = kinesis(KEY, SECRET)) {
            PutRecordsResponse answer = kinesis.putRecords(request -> request.streamName("logs-shop.jobs-test")
                    .records(IntStream.range(0, 100)
                            .mapToObj(i -> PutRecordsRequestEntry.builder()
                                    .partitionKey("host-" + i % 10)
                                    .data(SdkBytes.fromUtf8String("line " + i))
                                    .build())
                            .toList()));

            assertThat(answer.failedRecordCount()).isZero();
            assertThat(answer.records()).hasSize(100).allMatch(one -> one.sequenceNumber() != null);
            assertThat(answer.records().get(3).shardId())
                    .isEqualTo(answer.records().get(93).shardId());
        }
        List<ConsumerRecord<byte[], byte[]>> chunks = raw.records();
        for (int host = 0; host < 10; host++) {
            int mine = host;
            List<String> expected = IntStream.range(0, 10)
                    .mapToObj(i -> "line " + (10 * i + mine))
                    .toList();
            assertThat(chunks).anySatisfy(chunk -> assertThat(lines(chunk)).containsSubsequence(expected));
        }
        assertThat(chunks.stream().mapToInt(chunk -> lines(chunk).size()).sum()).isEqualTo(100);
        ChunkHeaders headers = ChunkHeaders.read(Topic.headers(chunks.getFirst()));
        assertThat(headers.sender()).isEqualTo("shop");
        assertThat(headers.dataset()).isEqualTo("shop.jobs");
        assertThat(headers.namespaceOrDefault()).isEqualTo("test");
        assertThat(headers.labels()).isEqualTo(Map.of("kinesis_stream", "logs-shop.jobs-test"));
        assertThat(headers.batch()).startsWith("aws-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false"})
    void whatProducersAskFirst(String cbor) {
        System.setProperty(CBOR, cbor);
        try (KinesisClient kinesis = kinesis(KEY, SECRET)) {
            assertThat(kinesis.describeStreamSummary(request -> request.streamName("web"))
                            .streamDescriptionSummary())
                    .satisfies(summary -> {
                        assertThat(summary.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
                        assertThat(summary.openShardCount()).isEqualTo(8);
                        assertThat(summary.streamCreationTimestamp()).isNotNull();
                    });
            List<Shard> shards =
                    kinesis.listShards(request -> request.streamName("web")).shards();
            assertThat(shards).hasSize(8);
            assertThat(shards.getFirst().hashKeyRange().startingHashKey()).isEqualTo("0");
            assertThat(shards.getLast().hashKeyRange().endingHashKey())
                    .isEqualTo("340282366920938463463374607431768211455");
            assertThat(kinesis.describeStream(request -> request.streamName("web"))
                            .streamDescription()
                            .shards())
                    .isEqualTo(shards);
            Set<String> ids = shards.stream().map(Shard::shardId).collect(Collectors.toSet());
            assertThat(kinesis.putRecord(request ->
                                    request.streamName("web").partitionKey("a").data(SdkBytes.fromUtf8String("one")))
                            .shardId())
                    .isIn(ids);
        }
    }

    @Test
    void recordsOfFirehose() {
        Topic raw = Topic.fromNowOn(kafka, Topics.RAW);
        try (FirehoseClient firehose = firehose()) {
            assertThat(firehose.describeDeliveryStream(request -> request.deliveryStreamName("web"))
                            .deliveryStreamDescription()
                            .deliveryStreamStatus())
                    .isEqualTo(DeliveryStreamStatus.ACTIVE);
            PutRecordBatchResponse answer = firehose.putRecordBatch(request -> request.deliveryStreamName("web")
                    .records(record("{\"message\":\"one\"}{\"message\":\"two\"}"), record("three\n")));
            assertThat(answer.failedPutCount()).isZero();
            assertThat(answer.requestResponses()).hasSize(2).allMatch(one -> one.recordId() != null);
            assertThat(firehose.putRecord(
                                    request -> request.deliveryStreamName("web").record(record("four")))
                            .recordId())
                    .isNotNull();
        }
        assertThat(raw.records().stream().flatMap(chunk -> lines(chunk).stream()))
                .containsExactlyInAnyOrder("{\"message\":\"one\"}", "{\"message\":\"two\"}", "three", "four");
    }

    @Test
    void signaturesAreChecked() {
        assertThat(refusal(KEY, SECRET + "x").awsErrorDetails().errorCode()).isEqualTo("InvalidSignatureException");
        assertThat(refusal(KEY, SECRET + "x").statusCode()).isEqualTo(403);
        assertThat(refusal("SLUICETESTKEY0000002", SECRET).awsErrorDetails().errorCode())
                .isEqualTo("UnrecognizedClientException");
        // A key is no token elsewhere.
        assertThat(ingest.post(
                                "/api/v1/logs",
                                "a line\n",
                                "Authorization",
                                "AWS4-HMAC-SHA256 Credential=" + KEY
                                        + "/20261122/us-east-1/kinesis/aws4_request, SignedHeaders=host, Signature=00")
                        .statusCode())
                .isEqualTo(401);
    }

    private static AwsServiceException refusal(String key, String secret) {
        try (KinesisClient kinesis = kinesis(key, secret)) {
            return catchThrowableOfType(
                    AwsServiceException.class,
                    () -> kinesis.putRecord(request ->
                            request.streamName("web").partitionKey("a").data(SdkBytes.fromUtf8String("never"))));
        }
    }

    private static Record record(String data) {
        return Record.builder().data(SdkBytes.fromUtf8String(data)).build();
    }

    private static List<String> lines(ConsumerRecord<byte[], byte[]> chunk) {
        return new String(chunk.value(), UTF_8).lines().toList();
    }

    private static KinesisClient kinesis(String key, String secret) {
        return KinesisClient.builder()
                .endpointOverride(ingest.uri("/"))
                .region(Region.US_EAST_1)
                .credentialsProvider(credentials(key, secret))
                .build();
    }

    private static FirehoseClient firehose() {
        return FirehoseClient.builder()
                .endpointOverride(ingest.uri("/"))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(credentials(KEY, SECRET))
                .build();
    }

    private static StaticCredentialsProvider credentials(String key, String secret) {
        return StaticCredentialsProvider.create(AwsBasicCredentials.create(key, secret));
    }
}
