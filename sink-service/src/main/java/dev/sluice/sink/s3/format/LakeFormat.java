// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * How events are written to objects and read back. Each format writes the same bytes for the same events in the same order: an object that is built
 * again after a crash replaces itself.
 */
public enum LakeFormat {
    /** One JSON object a line, gzip (RFC 1952, with no time in the header). */
    NDJSON_GZ("ndjson.gz", "application/gzip") {
        @Override
        public EventWriter create(Path file) throws IOException {
            CountingOutputStream counted = new CountingOutputStream(Files.newOutputStream(file));
            return new LineWriter(
                    new BufferedOutputStream(new GZIPOutputStream(counted, BUFFER), BUFFER), counted, GZIP_MEMORY);
        }

        @Override
        public void read(Path file, Predicate<String> probe, EventConsumer consumer)
                throws IOException, InterruptedException {
            readLines(new GZIPInputStream(Files.newInputStream(file)), probe, consumer);
        }

        @Override
        public ObjectMerger merge(Path target) throws IOException {
            return new LineMerger(target);
        }

        @Override
        public void filter(Path source, Path target, Predicate<String> probe, Predicate<ObjectNode> kept)
                throws IOException {
            filterLines(new GZIPInputStream(Files.newInputStream(source)), create(target), probe, kept);
        }
    },

    /** One JSON object a line, Zstandard (RFC 8878) with a checksum. */
    NDJSON_ZST("ndjson.zst", "application/zstd") {
        @Override
        public EventWriter create(Path file) throws IOException {
            CountingOutputStream counted = new CountingOutputStream(Files.newOutputStream(file));
            return new LineWriter(
                    new BufferedOutputStream(new ZstdOutputStream(counted, ZSTD_LEVEL).setChecksum(true), BUFFER),
                    counted,
                    ZSTD_MEMORY);
        }

        @Override
        public void read(Path file, Predicate<String> probe, EventConsumer consumer)
                throws IOException, InterruptedException {
            readLines(new ZstdInputStream(Files.newInputStream(file)), probe, consumer);
        }

        @Override
        public ObjectMerger merge(Path target) throws IOException {
            return new LineMerger(target);
        }

        @Override
        public void filter(Path source, Path target, Predicate<String> probe, Predicate<ObjectNode> kept)
                throws IOException {
            filterLines(new ZstdInputStream(Files.newInputStream(source)), create(target), probe, kept);
        }
    },

    /** A column for each field; see {@link EventColumns}. */
    PARQUET("parquet", "application/vnd.apache.parquet") {
        @Override
        public EventWriter create(Path file) throws IOException {
            return new ParquetEventWriter(file);
        }

        @Override
        public EventCheck check() {
            return ParquetEventWriter.check();
        }

        @Override
        public void read(Path file, Predicate<String> probe, EventConsumer consumer)
                throws IOException, InterruptedException {
            try (ParquetReader<Group> rows = new RowReader(file).build()) {
                for (Group row = rows.read(); row != null; row = rows.read()) {
                    consumer.accept(RowToJson.of(row));
                }
            }
        }

        @Override
        public ObjectMerger merge(Path target) {
            return new RowMerger(target);
        }

        @Override
        public void filter(Path source, Path target, Predicate<String> probe, Predicate<ObjectNode> kept)
                throws IOException {
            try (RowMerger rows = new RowMerger(target)) {
                rows.add(source, row -> kept.test(whole(RowToJson.of(row))));
            }
        }
    };

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What is looked up in an event that was read; the rest is passed on byte for byte. */
    private static final Set<String> PARSED = Set.of("@timestamp", "event", "data_stream");

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
    public abstract EventWriter create(Path file) throws IOException;

    /** What this format's {@link #create writers} ask of an event; lines ask nothing. */
    public EventCheck check() {
        return (timestamp, json) -> {};
    }

    /** Hands over each event of a file. */
    public void read(Path file, EventConsumer consumer) throws IOException, InterruptedException {
        read(file, json -> true, consumer);
    }

    /**
     * Hands over each event of a file that a probe takes.
     *
     * @param probe is given an event as it is written, where a format has it as text; one without text hands over all
     */
    public abstract void read(Path file, Predicate<String> probe, EventConsumer consumer)
            throws IOException, InterruptedException;

    /** Merges files of this format to {@code target}, which does not exist yet; the caller closes the merger. */
    public abstract ObjectMerger merge(Path target) throws IOException;

    /**
     * Copies the events of a file that are to be kept, each as it is, to {@code target}, which does not exist yet; it may come to hold none.
     *
     * @param probe is given an event as it is written, where a format has it as text; what it does not take is kept, unparsed
     * @param kept is given all of an event, parsed
     */
    public abstract void filter(Path source, Path target, Predicate<String> probe, Predicate<ObjectNode> kept)
            throws IOException;

    /** An event that {@link #read} has handed over, all of it parsed. */
    public static ObjectNode whole(ObjectNode event) {
        return (ObjectNode) JSON.readTree(JSON.writeValueAsBytes(event));
    }

    /** What object names end with, without the first dot. */
    public String extension() {
        return extension;
    }

    /** The media type of an object. */
    public String contentType() {
        return contentType;
    }

    /** The format of objects whose name ends with that. */
    public static Optional<LakeFormat> ofExtension(String extension) {
        return Arrays.stream(values())
                .filter(format -> format.extension.equals(extension))
                .findFirst();
    }

    private static void readLines(InputStream in, Predicate<String> probe, EventConsumer consumer)
            throws IOException, InterruptedException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (probe.test(line)) {
                    ObjectNode event = JSON.createObjectNode();
                    RawJson.addMembers(event, line.getBytes(UTF_8), PARSED);
                    consumer.accept(event);
                }
            }
        }
    }

    private static void filterLines(
            InputStream in, EventWriter out, Predicate<String> probe, Predicate<ObjectNode> kept) throws IOException {
        try (out;
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                byte[] json = line.getBytes(UTF_8);
                if (!probe.test(line) || kept.test((ObjectNode) JSON.readTree(json))) {
                    out.write(0, json);
                }
            }
        } catch (NotAnEvent e) {
            throw new IOException("a line that was read cannot be written: " + e.getMessage(), e);
        }
    }
}
