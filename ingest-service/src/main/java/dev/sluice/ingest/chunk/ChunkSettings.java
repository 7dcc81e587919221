// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How bodies are cut.
 *
 * @param chunkSize longest chunk of several lines, their newlines included
 * @param maxLine longest line, without its newline; at least {@code chunk-size}. A longer one becomes a dead letter
 * @param maxPayload longest payload that is not lines and hence not cut (CloudWatch); the default is what AWS Lambda can be handed
 */
@ConfigurationProperties("sluice.ingest")
public record ChunkSettings(
        @DefaultValue("512KB") DataSize chunkSize,
        @DefaultValue("1MB") DataSize maxLine,
        @DefaultValue("6MB") DataSize maxPayload) {

    private static final DataSize LEAST = DataSize.ofBytes(1);
    private static final DataSize MOST = DataSize.ofMegabytes(100);

    public ChunkSettings {
        if (chunkSize.compareTo(LEAST) < 0 || chunkSize.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "sluice.ingest.chunk-size must be between 1B and 100MB, was " + chunkSize);
        }
        if (maxLine.compareTo(chunkSize) < 0 || maxLine.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("sluice.ingest.max-line must be between sluice.ingest.chunk-size ("
                    + chunkSize + ") and 100MB, was " + maxLine);
        }
        if (maxPayload.compareTo(LEAST) < 0 || maxPayload.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(
                    "sluice.ingest.max-payload must be between 1B and 100MB, was " + maxPayload);
        }
    }

    /** For payloads that are put on lines of their own: they may be longer than lines. */
    public ChunkSettings forPayloads() {
        return new ChunkSettings(chunkSize, maxPayload.compareTo(chunkSize) < 0 ? chunkSize : maxPayload, maxPayload);
    }
}
