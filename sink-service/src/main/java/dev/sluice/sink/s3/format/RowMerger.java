// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.example.ExampleParquetWriter;
import org.apache.parquet.hadoop.metadata.FileMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.apache.parquet.io.LocalOutputFile;

/** Rows of one schema, written anew, in row groups of a size that is good to read. */
final class RowMerger implements ObjectMerger {

    private static final long ROW_GROUP_BYTES = 128L << 20;

    private final Path target;
    private FileMetaData first;
    private ParquetWriter<Group> writer;

    RowMerger(Path target) {
        this.target = target;
    }

    @Override
    public boolean add(Path file) throws IOException {
        return add(file, row -> true);
    }

    /** The same, of those rows that are to be kept. */
    boolean add(Path file, Predicate<Group> kept) throws IOException {
        FileMetaData metaData;
        try (ParquetFileReader footer = ParquetFileReader.open(new LocalInputFile(file))) {
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
        try (ParquetReader<Group> rows = new RowReader(file).build()) {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                if (kept.test(row)) {
                    writer.write(row);
                }
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
}
