// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.lines;

/** Takes what a container run-time put around a line off again. */
interface LineEnvelope {

    /** Number of streams that a program can write: standard output and standard error. */
    int CHANNELS = 2;

    /** What a line was. */
    record Piece(int channel, boolean partial) {
        static final Piece OUT = new Piece(0, false);
        static final Piece OUT_PART = new Piece(0, true);
        static final Piece ERR = new Piece(1, false);
        static final Piece ERR_PART = new Piece(1, true);

        static Piece of(boolean error, boolean partial) {
            return error ? partial ? ERR_PART : ERR : partial ? OUT_PART : OUT;
        }
    }

    /** Says what {@code bytes[from, to)} (a line without its end) is; a line that is not of this kind is a full one. */
    Piece look(byte[] bytes, int from, int to);

    /** Appends what was inside the line that was looked at last. */
    void unwrap(byte[] bytes, int from, int to, GrowableBytes out);
}
