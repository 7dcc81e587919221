// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.rejection.WriteRejectedException;
import dev.sluice.ingest.rejection.WriteRejectedException.Fate;
import dev.sluice.ingest.request.IdempotencyKey;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.RequestDigest;
import dev.sluice.ingest.request.RequestParameters;
import dev.sluice.ingest.request.RetryDetection;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.DataStream;
import dev.sluice.model.LogFormat;
import dev.sluice.model.ReservedLabels;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.stereotype.Component;

/**
 * Brings records to Kafka, those of a shard under one key, and says of each what has become of it.
 *
 * <p>A request is known again by the id that SDKs give a call and keep when they repeat it; or by its content, where every partition key was drawn by
 * lot. What a client sends again by itself, in another call, is new.
 */
@Component
final class RecordWriter {

    private static final String PROTOCOL = "aws";
    private static final int LONGEST_INVOCATION = 128;

    /** What happened to a record; a sequence number or an id if it is kept, null if it was not taken. */
    record Result(int shard, String sequenceNumber) {}

    private final RetryDetection retries;
    private final KinesisShards shards;
    private final ChunkSettings settings;
    private final Clock clock;

    RecordWriter(RetryDetection retries, KinesisShards shards, ChunkSettings settings, Clock clock) {
        this.retries = retries;
        this.shards = shards;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Returns when all is in Kafka or known not to be.
     *
     * @return in the order of the records
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if none of them is, or of some it is not known: then the whole request
     *     is to come again
     */
    List<Result> write(IngestRequest request, AwsOperation operation, PutRequest put, byte[] body) {
        List<Integer> shardOf = put.records().stream()
                .map(one -> one.partitionKey() == null ? 0 : shards.of(one.partitionKey(), one.explicitHash()))
                .toList();
        Map<Integer, RecordLines> byShard = new TreeMap<>();
        for (int i = 0; i < shardOf.size(); i++) {
            byShard.computeIfAbsent(shardOf.get(i), shard -> new RecordLines(settings, request::reserve))
                    .add(put.records().get(i).data());
        }
        String given = nameOf(request, put, body);
        String batch = given == null ? BatchId.at(clock.millis()) : given;
        ChunkHeaders headers = headers(request.sender(), operation, put.stream(), batch);
        List<Integer> shardOfBatch = new ArrayList<>();
        List<ChunkBatch> batches = new ArrayList<>();
        byShard.forEach((shard, lines) -> {
            String key = operation.isFirehose() ? given : "kinesis/" + put.stream() + "/" + shard;
            ChunkHeaders own = headers.with(Position.ofBatch(batch + "-" + shard));
            for (ChunkBatch one : lines.batches(own, key)) {
                if (!one.chunks().isEmpty()) {
                    request.sender().requireFormat(one.headers().format());
                    batches.add(one);
                    shardOfBatch.add(shard);
                }
            }
        });
        return results(shardOf, shardsNotTaken(request, batches, shardOfBatch));
    }

    private List<Result> results(List<Integer> shardOf, List<Integer> notTaken) {
        return shardOf.stream()
                .map(shard -> new Result(shard, notTaken.contains(shard) ? null : shards.nextSequenceNumber(shard)))
                .toList();
    }

    /** Writes; a shard of which a part is not there is not there. */
    private static List<Integer> shardsNotTaken(
            IngestRequest request, List<ChunkBatch> batches, List<Integer> shardOfBatch) {
        if (batches.isEmpty()) {
            return List.of();
        }
        try {
            request.write(batches);
            return List.of();
        } catch (WriteRejectedException rejection) {
            List<Fate> fates = rejection.fates();
            boolean known = !fates.contains(Fate.UNKNOWN) && isWholePerShard(fates, shardOfBatch);
            if (!known || !fates.contains(Fate.WRITTEN)) {
                throw rejection;
            }
            List<Integer> notTaken = new ArrayList<>();
            for (int i = 0; i < fates.size(); i++) {
                if (fates.get(i) == Fate.NOT_SENT) {
                    notTaken.add(shardOfBatch.get(i));
                }
            }
            return notTaken;
        }
    }

    /** Whether no shard is there in part: sent again as a part of another call, that part would be there twice. */
    private static boolean isWholePerShard(List<Fate> fates, List<Integer> shardOfBatch) {
        Map<Integer, Fate> fateOf = new TreeMap<>();
        for (int i = 0; i < fates.size(); i++) {
            Fate before = fateOf.putIfAbsent(shardOfBatch.get(i), fates.get(i));
            if (before != null && before != fates.get(i)) {
                return false;
            }
        }
        return true;
    }

    private String nameOf(IngestRequest request, PutRequest put, byte[] body) {
        String key = IdempotencyKey.of(request.http());
        String invocation =
                RequestParameters.header(request.http(), IdempotencyKey.AWS_INVOCATION_ID, LONGEST_INVOCATION);
        RequestDigest digest = RequestDigest.of(
                PROTOCOL, request.sender(), request.http(), request.http().getHeader(AwsOperation.HEADER));
        if (key == null && put.hasDrawnKeys()) {
            // Kinesis Agent repeats a whole call after its SDK has given up: another id, but the same content.
            String name = retries.key(null, digest.body(body), true);
            if (name != null) {
                return name;
            }
        }
        if (key == null && invocation != null) {
            return PROTOCOL + "-" + invocation.replaceAll("[^!-~]", "_");
        }
        return key != null || put.hasDrawnKeys() ? key : retries.key(null, digest.body(body), false);
    }

    private ChunkHeaders headers(Sender sender, AwsOperation operation, String stream, String batch) {
        Optional<DataStream> parts = dataStream(stream);
        String label = operation.isFirehose() ? ReservedLabels.DELIVERY_STREAM : ReservedLabels.KINESIS_STREAM;
        return new ChunkHeaders(
                Routing.of(LogFormat.AUTO)
                        .inNamespace(sender.namespaceFor(
                                parts.map(DataStream::namespace).orElse(null)))
                        .inDataset(parts.map(DataStream::dataset).orElse(null)),
                Position.ofBatch(batch),
                Provenance.of(sender.name()).labelled(Map.of(label, stream)),
                Receipt.at(clock.millis()));
    }

    /** A stream {@code logs-DATASET-NAMESPACE} says where its events go, as an index of {@code _bulk} does. */
    private static Optional<DataStream> dataStream(String stream) {
        try {
            return Optional.of(DataStream.parse(stream));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
