// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.ReadSupport;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.example.GroupReadSupport;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/** A file on local disk to which objects of one format are added, one after the other. */
interface MergedFile extends Closeable {

    /**
     * Adds what a file holds.
     *
     * @return false, with nothing added, if it cannot be in one file with what is there: it is of another schema
     */
    boolean add(Path file) throws IOException;

    /** Files of {@code format} to {@code target}, which does not exist yet. */
    static MergedFile create(LakeFormat format, Path target) throws IOException {
        return switch (format) {
            case NDJSON_GZ, NDJSON_ZST -> new Lines(target);
            case PARQUET -> new Rows(target);
        };
    }

    /** Compressed lines: both formats allow compressed files to be put one behind the other (RFC 1952, 2.2; RFC 8878, 3). */
    final class Lines implements MergedFile {

        private final OutputStream out;

        Lines(Path target) throws IOException {
            out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
        }

        @Override
        public boolean add(Path file) throws IOException {
            Files.copy(file, out);
            return true;
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
    }

    /** Rows of one schema, written anew, in row groups of a size that is good to read. */
    final class Rows implements MergedFile {

        private static final long ROW_GROUP_BYTES = 128L << 20;

        private final Path target;
        private FileMetaData first;
        private ParquetWriter<Group> writer;

        Rows(Path target) {
            this.target = target;
        }

        @Override
        public boolean add(Path file) throws IOException {
            InputFile input = new LocalInputFile(file);
            FileMetaData metaData;
            try (ParquetFileReader footer = ParquetFileReader.open(input)) {
                metaData = footer.getFooter().getFileMetaData();
            }
            if (first == null) {
                first = metaData;
                writer = ParquetTuning.tuned(ExampleParquetWriter.builder(new LocalOutputFile(target)))
                        .withType(metaData.getSchema())
                        .withExtraMetaData(ownMetaData(metaData))
                        .withRowGroupSize(ROW_GROUP_BYTES)
                        .build();
            } else if (!first.getSchema().equals(metaData.getSchema())) {
                return false;
            }
            try (ParquetReader<Group> reader = new Reader(input).build()) {
                for (Group row = reader.read(); row != null; row = reader.read()) {
                    writer.write(row);
                }
            }
            return true;
        }

        private static Map<String, String> ownMetaData(FileMetaData metaData) {
            Map<String, String> own = new HashMap<>(metaData.getKeyValueMetaData());
            own.keySet().retainAll(Set.of(EventColumns.VERSION_KEY));
            return own;
        }

        @Override
        public void close() throws IOException {
            if (writer != null) {
                writer.close();
            }
        }

        static final class Reader extends ParquetReader.Builder<Group> {

            Reader(InputFile file) {
                super(file, new PlainParquetConfiguration());
            }

            @Override
            protected ReadSupport<Group> getReadSupport() {
                return new GroupReadSupport();
            }
        }
    }
}
