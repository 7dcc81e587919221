// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a stream in blocks of whole lines, however long they are: memory grows with the longest line only. */
final class LineBlockReader {

    private static final int BLOCK = 1 << 20;

    private LineBlockReader() {}

    /** Takes a block. */
    @FunctionalInterface
    interface Block {

        /**
         * @param line number of the first line, from 0
         * @param bytes holds whole lines from 0 to {@code end} (exclusive); the last line of the stream may lack its end. Used again for the next
         *     block
         */
        void take(long line, byte[] bytes, int end);
    }

    /** Hands all of {@code in} to {@code block}, in order. */
    static void read(InputStream in, Block block) throws IOException {
        byte[] buffer = new byte[BLOCK];
        int filled = 0;
        long line = 0;
        while (true) {
            int read = in.readNBytes(buffer, filled, buffer.length - filled);
            filled += read;
            int end = read == 0 ? filled : endOfLastLine(buffer, filled);
            if (end == 0 && filled == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
                continue;
            }
            block.take(line, buffer, end);
            line += lines(buffer, end);
            System.arraycopy(buffer, end, buffer, 0, filled - end);
            filled -= end;
            if (read == 0) {
                return;
            }
        }
    }

    private static int endOfLastLine(byte[] buffer, int filled) {
        int end = filled;
        while (end > 0 && buffer[end - 1] != '\n') {
            end--;
        }
        return end;
    }

    private static long lines(byte[] buffer, int end) {
        long lines = 0;
        for (int i = 0; i < end; i++) {
            if (buffer[i] == '\n') {
                lines++;
            }
        }
        return lines;
    }
}
