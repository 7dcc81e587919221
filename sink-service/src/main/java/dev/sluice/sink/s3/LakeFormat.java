// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * How events are written to objects. Each format writes the same bytes for the same events in the same order: an object that is built again after
 * a crash replaces itself.
 */
public enum LakeFormat {
    /** One JSON object a line, gzip (RFC 1952, with no time in the header). */
    NDJSON_GZ("ndjson.gz", "application/gzip") {
        @Override
        EventWriter create(Path file) throws IOException {
            CountingOutputStream counted = new CountingOutputStream(Files.newOutputStream(file));
            return new LineWriter(
                    new BufferedOutputStream(new GZIPOutputStream(counted, BUFFER), BUFFER), counted, GZIP_MEMORY);
        }
    },

    /** One JSON object a line, Zstandard (RFC 8878) with a checksum. */
    NDJSON_ZST("ndjson.zst", "application/zstd") {
        @Override
        EventWriter create(Path file) throws IOException {
            CountingOutputStream counted = new CountingOutputStream(Files.newOutputStream(file));
            return new LineWriter(
                    new BufferedOutputStream(new ZstdOutputStream(counted, ZSTD_LEVEL).setChecksum(true), BUFFER),
                    counted,
                    ZSTD_MEMORY);
        }
    },

    /** A column for each field; see {@link EventColumns}. */
    PARQUET("parquet", "application/vnd.apache.parquet") {
        @Override
        EventWriter create(Path file) throws IOException {
            return new ParquetEventWriter(file);
        }
    };

    private static final int BUFFER = 64 * 1024;
    private static final int ZSTD_LEVEL = 3;

    /** What zlib and Zstandard say of these levels (deflateInit, ZSTD_estimateCStreamSize), outside of the heap, and our buffers. */
    private static final long GZIP_MEMORY = 400 << 10;

    private static final long ZSTD_MEMORY = 3_500 << 10;

    private final String extension;
    private final String contentType;

    LakeFormat(String extension, String contentType) {
        this.extension = extension;
        this.contentType = contentType;
    }

    /** Creates a file; the caller closes the writer. */
    abstract EventWriter create(Path file) throws IOException;

    /** What object names end with, without the first dot. */
    String extension() {
        return extension;
    }

    String contentType() {
        return contentType;
    }

    static Optional<LakeFormat> ofExtension(String extension) {
        return Arrays.stream(values())
                .filter(format -> format.extension.equals(extension))
                .findFirst();
    }
}
