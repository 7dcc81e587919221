// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.io.LocalOutputFile;
import tools.jackson.core.JacksonException;

/**
 * Writes events as rows of a Parquet file, zstd, with the columns of {@link EventColumns}. A row group is small for the format, since all of it
 * is in memory until it is full, and a partition may have files for several hours open.
 */
final class ParquetEventWriter implements EventWriter {

    private static final long ROW_GROUP_BYTES = 16L << 20;

    /** What a writer takes before the first row: some hundred columns. */
    private static final long BASE_MEMORY = 256 << 10;

    /** Bytes of JSON between two looks at the size, for which every column is asked. */
    private static final int SIZE_STEP = 16 << 10;

    /** No row group is put off to the next block of a distributed file system. */
    private static final int MAX_PADDING = 0;

    private final EventRow row = new EventRow(EventColumns.CURRENT);
    private final ZstdPageCompressor compressor = new ZstdPageCompressor();
    private final ParquetFileWriter file;
    private RowGroup rows = newRowGroup();
    private long size;
    private long memory = BASE_MEMORY;
    private int sinceSize;

    /** Whether a row group was begun and not ended: the file is of no use then. */
    private boolean broken;

    private boolean closed;

    ParquetEventWriter(Path path) throws IOException {
        file = new ParquetFileWriter(
                new LocalOutputFile(path),
                EventColumns.CURRENT.schema(),
                ParquetFileWriter.Mode.CREATE,
                ROW_GROUP_BYTES,
                MAX_PADDING,
                null,
                ParquetTuning.PROPERTIES);
        file.start();
        measure(0);
    }

    private RowGroup newRowGroup() {
        return new RowGroup(EventColumns.CURRENT, compressor);
    }

    @Override
    public void write(long timestamp, byte[] json) throws IOException, NotAnEvent {
        read(row, timestamp, json);
        rows.write(row);
        sinceSize += json.length;
        if (sinceSize >= SIZE_STEP) {
            long held = rows.size();
            if (held >= ROW_GROUP_BYTES) {
                writeRows();
                held = 0;
            }
            measure(held);
            sinceSize = 0;
        }
    }

    /** What {@link #write} asks of an event. */
    static EventCheck check() {
        EventRow row = new EventRow(EventColumns.CURRENT);
        return (timestamp, json) -> read(row, timestamp, json);
    }

    private static void read(EventRow row, long timestamp, byte[] json) throws NotAnEvent {
        try {
            row.read(timestamp, json);
        } catch (JacksonException e) {
            throw new NotAnEvent(DeadLetterReason.BAD_JSON, e.getOriginalMessage());
        }
    }

    private void measure(long held) throws IOException {
        size = file.getPos() + held;
        memory = BASE_MEMORY + held;
    }

    private void writeRows() throws IOException {
        broken = true;
        rows.writeTo(file);
        broken = false;
        rows.close();
        rows = newRowGroup();
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
        if (closed) {
            return;
        }
        closed = true;
        // The file is closed also where its end cannot be written: on a full disk.
        try (file) {
            if (broken) {
                throw new IOException("the file lacks rows that could not be written to it");
            }
            rows.writeTo(file);
            file.end(Map.of(EventColumns.VERSION_KEY, Integer.toString(EventColumns.VERSION)));
        } finally {
            rows.close();
            compressor.release();
        }
    }
}
