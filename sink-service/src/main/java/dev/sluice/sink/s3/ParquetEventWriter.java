// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import dev.sluice.sink.s3.EventColumns.Column;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.column.ParquetProperties.WriterVersion;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.conf.PlainParquetConfiguration;
import org.apache.parquet.hadoop.ParquetWriter;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.apache.parquet.io.LocalOutputFile;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import tools.jackson.core.JacksonException;

/**
 * Writes events as rows of a Parquet file, zstd, with the columns of {@link EventColumns}. A row group is small for the format, since all of it
 * is in memory until it is full, and a partition may have files for several hours open.
 */
final class ParquetEventWriter implements EventWriter {

    private static final long ROW_GROUP_BYTES = 16L << 20;
    private static final int PAGE_BYTES = 512 << 10;
    private static final int DICTIONARY_BYTES = 512 << 10;

    /** What a writer takes before the first row: some hundred columns. */
    private static final long BASE_MEMORY = 256 << 10;

    /** Bytes of JSON between two looks at the size, for which Parquet asks every column. */
    private static final int SIZE_STEP = 16 << 10;

    private final EventRow row = new EventRow(EventColumns.CURRENT);
    private final CountedOutputFile file;
    private final ParquetWriter<EventRow> writer;
    private long size;
    private long memory = BASE_MEMORY;
    private int sinceSize;

    ParquetEventWriter(Path path) throws IOException {
        file = new CountedOutputFile(path);
        writer = tuned(new Builder(file)).withRowGroupSize(ROW_GROUP_BYTES).build();
        measure();
    }

    /** What all Parquet objects have in common, besides the size of their row groups. */
    static <T, B extends ParquetWriter.Builder<T, B>> B tuned(B builder) {
        return builder.withConf(new PlainParquetConfiguration())
                .withCompressionCodec(CompressionCodecName.ZSTD)
                .withWriterVersion(WriterVersion.PARQUET_1_0)
                .withPageSize(PAGE_BYTES)
                .withDictionaryPageSize(DICTIONARY_BYTES)
                // For optimizers of joins; they cost a look at each value, and tell nobody here anything.
                .withSizeStatisticsEnabled(false)
                // No two are equal: a dictionary would be built in vain for each row group.
                .withDictionaryEncoding("event_id", false);
    }

    @Override
    public void write(long timestamp, byte[] json) throws IOException, NotAnEvent {
        try {
            row.read(timestamp, json);
        } catch (JacksonException e) {
            throw new NotAnEvent(DeadLetterReason.BAD_JSON, e.getOriginalMessage());
        }
        writer.write(row);
        sinceSize += json.length;
        if (sinceSize >= SIZE_STEP) {
            measure();
        }
    }

    private void measure() {
        size = writer.getDataSize();
        // Of the size, what is not in the file is in memory.
        memory = BASE_MEMORY + Math.max(0, size - file.position());
        sinceSize = 0;
    }

    @Override
    public long size() {
        return size;
    }

    @Override
    public long memory() {
        return memory;
    }

    @Override
    public void close() throws IOException {
        writer.close();
    }

    private static final class Builder extends ParquetWriter.Builder<EventRow, Builder> {

        Builder(OutputFile file) {
            super(file);
        }

        @Override
        protected Builder self() {
            return this;
        }

        @Override
        protected WriteSupport<EventRow> getWriteSupport(ParquetConfiguration configuration) {
            return new RowWriteSupport(EventColumns.CURRENT);
        }

        @Override
        @Deprecated
        protected WriteSupport<EventRow> getWriteSupport(Configuration configuration) {
            return new RowWriteSupport(EventColumns.CURRENT);
        }
    }

    /** A file on local disk that knows how much was written to it. */
    private static final class CountedOutputFile implements OutputFile {

        private final LocalOutputFile file;
        private PositionOutputStream out;

        CountedOutputFile(Path path) {
            file = new LocalOutputFile(path);
        }

        long position() {
            try {
                return out.getPos();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public PositionOutputStream create(long blockSizeHint) throws IOException {
            out = file.create(blockSizeHint);
            return out;
        }

        @Override
        public PositionOutputStream createOrOverwrite(long blockSizeHint) throws IOException {
            out = file.createOrOverwrite(blockSizeHint);
            return out;
        }

        @Override
        public boolean supportsBlockSize() {
            return file.supportsBlockSize();
        }

        @Override
        public long defaultBlockSize() {
            return file.defaultBlockSize();
        }
    }

    /** Hands the values of a row to Parquet. */
    private static final class RowWriteSupport extends WriteSupport<EventRow> {

        private final EventColumns columns;
        private RecordConsumer out;

        RowWriteSupport(EventColumns columns) {
            this.columns = columns;
        }

        @Override
        public WriteContext init(ParquetConfiguration configuration) {
            return context();
        }

        @Override
        @Deprecated
        public WriteContext init(Configuration configuration) {
            return context();
        }

        private WriteContext context() {
            return new WriteContext(
                    columns.schema(), Map.of(EventColumns.VERSION_KEY, Integer.toString(EventColumns.VERSION)));
        }

        @Override
        public void prepareForWrite(RecordConsumer recordConsumer) {
            out = recordConsumer;
        }

        @Override
        public void write(EventRow row) {
            out.startMessage();
            for (Column column : columns.columns()) {
                Object value = row.value(column);
                if (value != null) {
                    out.startField(column.name(), column.index());
                    writeValue(value);
                    out.endField(column.name(), column.index());
                }
            }
            out.endMessage();
        }

        private void writeValue(Object value) {
            switch (value) {
                case Long number -> out.addLong(number);
                case Binary text -> out.addBinary(text);
                case List<?> texts -> writeList(texts);
                case Map<?, ?> map -> writeMap(map);
                default -> throw new IllegalStateException("no column holds a " + value.getClass());
            }
        }

        private void writeList(List<?> texts) {
            out.startGroup();
            if (!texts.isEmpty()) {
                out.startField("list", 0);
                for (Object text : texts) {
                    out.startGroup();
                    field("element", 0, text);
                    out.endGroup();
                }
                out.endField("list", 0);
            }
            out.endGroup();
        }

        private void writeMap(Map<?, ?> map) {
            out.startGroup();
            if (!map.isEmpty()) {
                out.startField("key_value", 0);
                map.forEach((key, value) -> {
                    out.startGroup();
                    field("key", 0, key);
                    if (value != null) {
                        field("value", 1, value);
                    }
                    out.endGroup();
                });
                out.endField("key_value", 0);
            }
            out.endGroup();
        }

        private void field(String name, int index, Object text) {
            out.startField(name, index);
            out.addBinary((Binary) text);
            out.endField(name, index);
        }
    }
}
