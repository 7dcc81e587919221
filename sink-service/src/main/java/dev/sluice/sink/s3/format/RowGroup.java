// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import dev.sluice.sink.s3.format.EventColumns.Kind;
import java.io.IOException;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;

/**
 * Rows of a Parquet file that are in memory, by column. Written to its columns directly, and not by the library's writer of records: that one tells
 * each of some hundred columns of each event that it has no value, which takes longer than the values. A column that no event has costs nothing
 * but a page with a single run of nulls at the end.
 */
final class RowGroup {

    private final EventColumns columns;
    private final ColumnChunkPageWriteStore pages;

    /** By column; null where no event had a value so far. */
    private final ColumnWriter[] written;

    private long rows;

    RowGroup(EventColumns columns, BytesInputCompressor compressor) {
        this.columns = columns;
        this.pages = new ColumnChunkPageWriteStore(
                compressor,
                columns.schema(),
                HeapByteBufferAllocator.getInstance(),
                ParquetTuning.PROPERTIES.getColumnIndexTruncateLength(),
                ParquetTuning.PROPERTIES.getPageWriteChecksumEnabled());
        this.written = new ColumnWriter[columns.columns().size()];
    }

    void write(EventRow row) throws IOException {
        for (int i = 0; i < row.count(); i++) {
            int column = row.column(i);
            if (written[column] == null) {
                written[column] = newRows(column);
            }
            written[column].write(rows, row.value(column));
        }
        rows++;
    }

    private ColumnWriter newRows(int column) {
        MessageType schema = schemaOf(column);
        if (columns.columns().get(column).kind() != Kind.STRING) {
            return new ParquetColumnWriter(schema, pages);
        }
        ColumnDescriptor texts = schema.getColumns().getFirst();
        return new TextColumnWriter(
                texts, pages.getPageWriter(texts), !texts.getPath()[0].equals(ParquetTuning.UNIQUE));
    }

    private MessageType schemaOf(int column) {
        return new MessageType(columns.schema().getName(), columns.schema().getType(column));
    }

    /** Bytes in memory. */
    long size() {
        long size = 0;
        for (ColumnWriter column : written) {
            size += column == null ? 0 : column.size();
        }
        return size;
    }

    /** Writes all rows, if there are any; this is of no use any more then. */
    void writeTo(ParquetFileWriter file) throws IOException {
        if (rows == 0) {
            return;
        }
        for (int i = 0; i < written.length; i++) {
            if (written[i] == null) {
                for (ColumnDescriptor column : schemaOf(i).getColumns()) {
                    writeNulls(column);
                }
            } else {
                written[i].fill(rows);
                written[i].flush();
            }
        }
        file.startBlock(rows);
        pages.flushToFileWriter(file);
        file.endBlock();
    }

    /**
     * A page of nulls: the levels, each a run of zeros with its length before it, as the format has them in data pages of version 1, and no
     * value.
     */
    private void writeNulls(ColumnDescriptor column) throws IOException {
        BytesInput run = BytesInput.concat(
                BytesInput.fromUnsignedVarInt(Math.toIntExact(rows) << 1), BytesInput.from(new byte[1]));
        BytesInput levels = BytesInput.concat(BytesInput.fromInt(Math.toIntExact(run.size())), run);
        boolean repeats = column.getMaxRepetitionLevel() > 0;
        Statistics<?> statistics = Statistics.createStats(column.getPrimitiveType());
        statistics.incrementNumNulls(rows);
        pages.getPageWriter(column)
                .writePage(
                        repeats ? BytesInput.concat(levels, levels) : levels,
                        Math.toIntExact(rows),
                        Math.toIntExact(rows),
                        statistics,
                        Encoding.RLE,
                        Encoding.RLE,
                        Encoding.PLAIN);
    }

    void close() {
        for (ColumnWriter column : written) {
            if (column != null) {
                column.close();
            }
        }
        pages.close();
    }
}
