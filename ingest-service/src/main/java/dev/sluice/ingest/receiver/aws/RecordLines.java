// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.DeadLetterCause;
import dev.sluice.ingest.chunk.GluedJson;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.chunk.RejectedLines;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongConsumer;
import java.util.zip.GZIPInputStream;

/**
 * The lines of the records of one shard. A record is lines, or JSON documents with or without newlines between them, or several records that the KPL
 * has put into one; compressed by gzip, it is a payload of CloudWatch Logs or lines again.
 */
final class RecordLines {

    /** What a payload of CloudWatch Logs begins with, as far as it matters. */
    private static final String PAYLOAD_MARK = "\"messageType\"";

    private static final int MARK_WITHIN = 512;

    private final ChunkSettings settings;
    private final LongConsumer reserve;
    private final LineBuffer lines = new LineBuffer();
    private final LineBuffer payloads = new LineBuffer();
    private final RejectedLines rejected = new RejectedLines();

    /** @param reserve asked for room for what is made of the records */
    RecordLines(ChunkSettings settings, LongConsumer reserve) {
        this.settings = settings;
        this.reserve = reserve;
    }

    /** Takes a record in, and what the KPL has put into it. One that is damaged becomes a dead letter, as it came. */
    void add(byte[] data) {
        if (!AggregatedRecord.is(data)) {
            addOne(data);
            return;
        }
        try {
            AggregatedRecord.read(data).forEach(this::addOne);
        } catch (AggregatedRecord.DamagedException e) {
            reserve.accept(data.length);
            rejected.add(data, new DeadLetterCause(DeadLetterReason.NOT_THE_FORMAT, e.getMessage()));
        }
    }

    /**
     * What goes to Kafka: three batches, of which some may be empty.
     *
     * @param headers of the first line
     * @param key for the records, or null
     */
    List<ChunkBatch> batches(ChunkHeaders headers, String key) {
        reserve.accept((long) LineBuffer.HELD * (lines.size() + payloads.size()));
        Chunks cut = lines.cut(settings);
        Chunks cutPayloads = payloads.cut(settings.forPayloads());
        ChunkHeaders behind = headers.at(cut.lineBehind(), OptionalLong.empty());
        ChunkHeaders last = behind.at(cut.lineBehind() + cutPayloads.lineBehind(), OptionalLong.empty());
        return List.of(
                new ChunkBatch(headers, key, cut.chunks()),
                new ChunkBatch(behind.withFormat(LogFormat.CLOUDWATCH.wireName()), key, cutPayloads.chunks()),
                new ChunkBatch(last, key, rejected.chunks().chunks()));
    }

    private void addOne(byte[] data) {
        boolean gzip = data.length > 2 && data[0] == 0x1f && data[1] == (byte) 0x8b;
        byte[] inflated = gzip ? inflated(data) : data;
        if (inflated == null || gzip && isPayload(inflated)) {
            payloads.add(Base64.getEncoder().encodeToString(data).getBytes(US_ASCII));
        } else {
            lines.add(GluedJson.lines(inflated));
        }
    }

    private static boolean isPayload(byte[] inflated) {
        String start = new String(inflated, 0, Math.min(inflated.length, MARK_WITHIN), UTF_8);
        return start.stripLeading().startsWith("{") && start.contains(PAYLOAD_MARK);
    }

    /** Null if it is broken or a bomb: the parser makes a dead letter of it then. */
    private byte[] inflated(byte[] data) {
        int longest = Math.toIntExact(settings.maxPayload().toBytes());
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(data))) {
            reserve.accept(longest);
            byte[] inflated = in.readNBytes(longest + 1);
            return inflated.length > longest ? null : inflated;
        } catch (IOException e) {
            return null;
        }
    }
}
