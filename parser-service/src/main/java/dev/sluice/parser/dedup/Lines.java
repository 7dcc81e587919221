// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

/** Counts and finds lines in a chunk. A last line without an end is a line. */
final class Lines {

    private Lines() {}

    /** Number of lines in {@code bytes}. */
    static long count(byte[] bytes) {
        long count = 0;
        for (byte b : bytes) {
            if (b == '\n') {
                count++;
            }
        }
        return bytes.length > 0 && bytes[bytes.length - 1] != '\n' ? count + 1 : count;
    }

    /** Position of the line that follows the first {@code lines} lines, or the length where there is none. */
    static int skip(byte[] bytes, long lines) {
        int position = 0;
        for (long left = lines; left > 0 && position < bytes.length; position++) {
            if (bytes[position] == '\n') {
                left--;
            }
        }
        return position;
    }
}
