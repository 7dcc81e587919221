// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.util.List;
import java.util.Map;
import org.apache.parquet.column.ColumnWriteStore;
import org.apache.parquet.column.impl.ColumnWriteStoreV1;
import org.apache.parquet.column.page.PageWriteStore;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;

/**
 * A column written by parquet-java's own column writers. The levels are those of the schema's types: everything is optional; a list repeats
 * elements that are required, a map keys that are required and values that are not.
 */
final class ParquetColumnWriter implements ColumnWriter {

    private static final int NULL = 0;
    private static final int PRESENT = 1;
    private static final int ENTRY = 2;
    private static final int ENTRY_VALUE = 3;

    private final ColumnWriteStore store;

    /** One, but for a map: that of the keys and that of the values. */
    private final org.apache.parquet.column.ColumnWriter[] writers;

    private long rows;

    ParquetColumnWriter(MessageType schema, PageWriteStore pages) {
        store = new ColumnWriteStoreV1(schema, pages, ParquetTuning.PROPERTIES);
        writers = schema.getColumns().stream()
                .map(store::getColumnWriter)
                .toArray(org.apache.parquet.column.ColumnWriter[]::new);
    }

    @Override
    public void fill(long upTo) {
        while (rows < upTo) {
            writeNull();
            endRow();
        }
    }

    @Override
    public void write(long row, Object value) {
        fill(row);
        switch (value) {
            case Long number -> writers[0].write((long) number, 0, PRESENT);
            case Binary text -> writers[0].write(text, 0, PRESENT);
            case List<?> texts -> writeList(texts);
            case Map<?, ?> map -> writeMap(map);
            default -> throw new IllegalStateException("no column holds a " + value.getClass());
        }
        endRow();
    }

    private void endRow() {
        rows++;
        store.endRecord();
    }

    private void writeNull() {
        for (org.apache.parquet.column.ColumnWriter writer : writers) {
            writer.writeNull(0, NULL);
        }
    }

    private void writeEmpty() {
        for (org.apache.parquet.column.ColumnWriter writer : writers) {
            writer.writeNull(0, PRESENT);
        }
    }

    private void writeList(List<?> texts) {
        if (texts.isEmpty()) {
            writeEmpty();
        }
        int repetition = 0;
        for (Object text : texts) {
            writers[0].write((Binary) text, repetition, ENTRY);
            repetition = 1;
        }
    }

    private void writeMap(Map<?, ?> map) {
        if (map.isEmpty()) {
            writeEmpty();
        }
        int repetition = 0;
        for (Map.Entry<?, ?> entry : map.entrySet()) {
            writers[0].write((Binary) entry.getKey(), repetition, ENTRY);
            if (entry.getValue() == null) {
                writers[1].writeNull(repetition, ENTRY);
            } else {
                writers[1].write((Binary) entry.getValue(), repetition, ENTRY_VALUE);
            }
            repetition = 1;
        }
    }

    @Override
    public long size() {
        return store.getBufferedSize();
    }

    @Override
    public void flush() {
        store.flush();
    }

    @Override
    public void close() {
        store.close();
    }
}
