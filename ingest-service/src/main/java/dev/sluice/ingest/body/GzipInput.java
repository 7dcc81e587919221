// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.Inflater;

/** Gzip of one or more members (RFC 1952); checks header, checksum and length of each, and takes nothing else behind them. */
final class GzipInput extends InflatingInput {

    private static final int MAGIC_1 = 0x1f;
    private static final int MAGIC_2 = 0x8b;
    private static final int DEFLATE = 8;
    private static final int HEADER_CRC = 2;
    private static final int EXTRA = 4;
    private static final int NAME = 8;
    private static final int COMMENT = 16;
    private static final int RESERVED = 0xe0;

    private final CRC32 crc = new CRC32();
    private long length;
    private boolean first = true;

    GzipInput(InputStream in) {
        super(in, "gzip");
    }

    @Override
    Inflater start() throws IOException {
        if (atEnd()) {
            if (first) {
                throw broken("it is empty", null);
            }
            return null;
        }
        first = false;
        readHeader();
        crc.reset();
        length = 0;
        return fed(new Inflater(true));
    }

    @Override
    void inflated(byte[] bytes, int from, int count) {
        crc.update(bytes, from, count);
        length += count;
    }

    @Override
    void finish() throws IOException {
        if (number(4) != crc.getValue()) {
            throw broken("the checksum differs", null);
        }
        if (number(4) != (length & 0xffffffffL)) {
            throw broken("the length differs", null);
        }
    }

    private void readHeader() throws IOException {
        if (next() != MAGIC_1 || next() != MAGIC_2 || next() != DEFLATE) {
            throw broken("a member does not start with 1f 8b 08", null);
        }
        int flags = next();
        if ((flags & RESERVED) != 0) {
            throw broken("reserved flags are set", null);
        }
        skip(6);
        if ((flags & EXTRA) != 0) {
            skip((int) number(2));
        }
        if ((flags & NAME) != 0) {
            skipText();
        }
        if ((flags & COMMENT) != 0) {
            skipText();
        }
        if ((flags & HEADER_CRC) != 0) {
            skip(2);
        }
    }

    private void skip(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            next();
        }
    }

    private void skipText() throws IOException {
        while (next() != 0) {
            // the text ends with a zero byte
        }
    }

    private long number(int size) throws IOException {
        long number = 0;
        for (int i = 0; i < size; i++) {
            number |= (long) next() << (Byte.SIZE * i);
        }
        return number;
    }
}
