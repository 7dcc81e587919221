// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.LineBuffer;
import java.util.LinkedHashMap;
import java.util.Map;

/** Messages that go to Kafka together, by origin; holds its share of the budget until it is closed. */
final class MessageBatch implements AutoCloseable {

    /** Each is a record of its own. */
    private static final int MOST_ORIGINS = 1_000;

    /** As rsyslog writes a line feed within a message: chunks are lines. */
    private static final byte[] LINE_FEED = "#012".getBytes(US_ASCII);

    private final ByteBudget.Share share;
    private final Map<SyslogPeer, LineBuffer> lines = new LinkedHashMap<>();
    private int bytes;
    private int messages;

    MessageBatch(ByteBudget.Share share) {
        this.share = share;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    int bytes() {
        return bytes;
    }

    int messages() {
        return messages;
    }

    /** Whether no origin can be added. */
    boolean hasAllOrigins() {
        return lines.size() >= MOST_ORIGINS;
    }

    /**
     * Adds a message. The first needs no room in the budget, so that there is always one that can be written and make room.
     *
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if the budget is spent; then nothing was added
     */
    void add(SyslogPeer origin, byte[] message, int from, int to) {
        if (!isEmpty()) {
            share.cover((long) LineBuffer.HELD * (bytes + to - from + 1));
        }
        LineBuffer buffer = lines.computeIfAbsent(origin, key -> new LineBuffer());
        int start = from;
        for (int i = from; i < to; i++) {
            if (message[i] == '\n') {
                buffer.append(message, start, i);
                buffer.append(LINE_FEED, 0, LINE_FEED.length);
                start = i + 1;
            }
        }
        buffer.append(message, start, to);
        buffer.endLine();
        bytes += to - from + 1;
        messages++;
    }

    /** All of it, cut into chunks. */
    Map<SyslogPeer, Chunks> cut(ChunkSettings settings) {
        Map<SyslogPeer, Chunks> chunks = new LinkedHashMap<>();
        lines.forEach((origin, buffer) -> chunks.put(origin, buffer.cut(settings)));
        return chunks;
    }

    @Override
    public void close() {
        share.close();
    }
}
