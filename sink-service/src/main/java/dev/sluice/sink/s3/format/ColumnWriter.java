// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.io.IOException;

/**
 * What one column of {@link EventColumns} holds for the rows of a row group. Rows without a value need not be told one by one: they are filled
 * in when the next value comes.
 */
interface ColumnWriter {

    /** Fills in rows without a value up to that number. */
    void fill(long upTo) throws IOException;

    /** Writes the value of row number {@code row}, as {@link EventRow#value} has it. */
    void write(long row, Object value) throws IOException;

    /** Bytes held for the rows that are not in a page yet, and of pages. */
    long size();

    /** Turns everything into pages. */
    void flush() throws IOException;

    void close();
}
