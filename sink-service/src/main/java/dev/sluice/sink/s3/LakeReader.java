// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.ZstdInputStream;
import dev.sluice.model.DataStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.io.LocalInputFile;
import org.springframework.util.FileSystemUtils;
import software.amazon.awssdk.services.s3.S3Client;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Reads events of the lake, whatever the format of their objects. */
public final class LakeReader {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final S3Client s3;
    private final LakeSettings settings;

    public LakeReader(S3Client s3, LakeSettings settings) {
        this.s3 = s3;
        this.settings = settings;
    }

    /** Takes an event, and may change it. */
    public interface EventConsumer {
        void accept(ObjectNode event) throws IOException, InterruptedException;
    }

    /** Keys of the objects that may hold events of {@code dataStream} from {@code from} to {@code to}, in order. */
    public List<String> keys(DataStream dataStream, Instant from, Instant to) {
        return new LakeListing(s3, settings)
                        .folders(
                                dataStream.dataset(),
                                place -> place.dataStream().equals(dataStream)
                                        && place.hour().isBefore(to)
                                        && place.end().isAfter(from))
                        .values()
                        .stream()
                        .flatMap(List::stream)
                        .map(LakeObject::key)
                        .toList();
    }

    /** Hands over each event of an object. */
    public void read(String key, EventConsumer consumer) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory(
                Files.createDirectories(settings.spool().directory()), "read-");
        try {
            Path file = work.resolve("object");
            s3.getObject(get -> get.bucket(settings.bucket()).key(key), file);
            LakeFormat format = ObjectName.parse(key.substring(key.lastIndexOf('/') + 1))
                    .orElseThrow()
                    .format();
            switch (format) {
                case PARQUET -> readRows(file, consumer);
                case NDJSON_GZ -> readLines(new GZIPInputStream(Files.newInputStream(file)), consumer);
                case NDJSON_ZST -> readLines(new ZstdInputStream(Files.newInputStream(file)), consumer);
            }
        } finally {
            FileSystemUtils.deleteRecursively(work);
        }
    }

    private static void readRows(Path file, EventConsumer consumer) throws IOException, InterruptedException {
        try (ParquetReader<Group> rows = new MergedFile.Rows.Reader(new LocalInputFile(file)).build()) {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                consumer.accept(RowJson.of(row));
            }
        }
    }

    private static void readLines(InputStream in, EventConsumer consumer) throws IOException, InterruptedException {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(in, UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                consumer.accept((ObjectNode) JSON.readTree(line));
            }
        }
    }
}
