// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Takes a stream of messages apart, each as it is framed (RFC 6587): {@code LENGTH SP MESSAGE}, or a message that ends with a line feed or a zero
 * byte. What starts with a number is counted only if a message follows that number, since plain lines may start with one too. Where messages end with
 * zero bytes, as those of Python's {@code SysLogHandler}, a line feed is part of its message, e.g. of a stack trace.
 *
 * <p>Holds one message at a time. Not thread-safe.
 */
final class SyslogFrames {

    private static final int FIRST_BUFFER = 16 * 1024;

    /** Enough for any count that an {@code int} holds, and its blank. */
    private static final int LONGEST_COUNT = 10;

    private final InputStream in;
    private final int longest;
    private final Room room;

    private byte[] buffer = new byte[FIRST_BUFFER];
    private int filled;
    private int at;
    private boolean ended;
    private boolean counted;
    private boolean zeroTerminated;

    private int from;
    private int to;
    private boolean overlong;

    /** Asked before the buffer grows beyond {@link #FIRST_BUFFER}. */
    @FunctionalInterface
    interface Room {
        /** Blocks until there are so many bytes, or throws a {@link dev.sluice.ingest.rejection.RequestRejectedException}; 0 gives them back. */
        void require(int bytes);
    }

    /** @param longest bytes of a message, at most; a longer one is the last */
    SyslogFrames(InputStream in, int longest, Room room) {
        this.in = in;
        this.longest = longest;
        this.room = room;
    }

    /**
     * Reads until there is a message; false at the end of the stream, or behind a message that was over the limit.
     *
     * @throws IOException what the stream throws; also if it ends within a counted message
     */
    boolean next() throws IOException {
        while (!overlong) {
            release();
            skipBetween();
            if (at == filled) {
                if (ended || !read()) {
                    return false;
                }
                continue;
            }
            int count = count();
            boolean found = count >= 0 ? takeCounted(count) : takeLine();
            if (found && to > from) {
                return true;
            }
        }
        return false;
    }

    byte[] bytes() {
        return buffer;
    }

    /** Where the message starts in {@link #bytes}. */
    int from() {
        return from;
    }

    /** Behind the message. */
    int to() {
        return to;
    }

    /** Whether a message was over the limit, so that nothing behind it was read. */
    boolean overlong() {
        return overlong;
    }

    private void skipBetween() {
        while (at < filled && isTrailer(buffer[at])) {
            at++;
        }
    }

    /**
     * The count at {@link #at}, moving behind it; -1 if there is none.
     *
     * @throws IOException what the stream throws
     */
    private int count() throws IOException {
        long count = 0;
        int digits = 0;
        while (true) {
            if (at + digits == filled && !read()) {
                return -1;
            }
            byte b = buffer[at + digits];
            if (b == ' ' && digits > 0) {
                break;
            }
            boolean digit = b >= (digits == 0 ? '1' : '0') && b <= '9';
            if (!digit || digits == LONGEST_COUNT) {
                return -1;
            }
            count = count * 10 + b - '0';
            digits++;
        }
        int message = at + digits + 1;
        while (message >= filled) {
            if (!read()) {
                return -1;
            }
            message = at + digits + 1;
        }
        if (!counted && buffer[message] != '<') {
            return -1;
        }
        counted = true;
        at = message;
        return (int) Math.min(count, Integer.MAX_VALUE);
    }

    private boolean takeCounted(int count) throws IOException {
        overlong = count > longest;
        int length = Math.min(count, longest);
        while (filled - at < length) {
            if (!read()) {
                throw new IOException("it ended within a message: " + (filled - at) + " of " + count + " bytes came");
            }
        }
        take(length, at + length);
        return true;
    }

    private boolean takeLine() throws IOException {
        counted = false;
        int looked = 0;
        while (true) {
            int i = at + looked;
            while (i < filled && !isUndecided(i)) {
                if (endsAt(i)) {
                    take(i - at, i + 1);
                    return true;
                }
                i++;
            }
            looked = i - at;
            if (looked > longest) {
                overlong = true;
                take(longest, filled);
                return true;
            }
            if (!read()) {
                take(filled - at, filled);
                return true;
            }
        }
    }

    /** Whether the line feed at {@code i} ends a message depends on what comes next. */
    private boolean isUndecided(int i) {
        return zeroTerminated && buffer[i] == '\n' && i + 1 == filled;
    }

    private boolean endsAt(int i) {
        if (buffer[i] == 0) {
            zeroTerminated = true;
            return true;
        }
        if (buffer[i] != '\n') {
            return false;
        }
        zeroTerminated |= isWithinZeroTerminated(i);
        // A sender that has begun to end its messages with line feeds would never come to an end.
        return !zeroTerminated || startsMessage(i + 1);
    }

    /** Whether a zero byte follows before the next message does. */
    private boolean isWithinZeroTerminated(int lineFeed) {
        for (int i = lineFeed + 1; i < filled; i++) {
            if (buffer[i] == 0) {
                return true;
            }
            if (buffer[i - 1] == '\n' && startsMessage(i)) {
                return false;
            }
        }
        return false;
    }

    private boolean startsMessage(int i) {
        return i < filled && buffer[i] == '<';
    }

    private void take(int length, int next) {
        from = at;
        to = withoutTrailer(buffer, at, at + length);
        at = next;
    }

    /** Where a message in [from, to) ends, without what only marks its end. */
    static int withoutTrailer(byte[] bytes, int from, int to) {
        int end = to;
        while (end > from && isTrailer(bytes[end - 1])) {
            end--;
        }
        return end;
    }

    /** Reads more; false at the end. */
    private boolean read() throws IOException {
        if (ended) {
            return false;
        }
        if (filled == buffer.length) {
            makeRoom();
        }
        int read = in.read(buffer, filled, buffer.length - filled);
        ended = read < 0;
        filled += Math.max(read, 0);
        return !ended;
    }

    private void makeRoom() {
        if (at > buffer.length / 2) {
            System.arraycopy(buffer, at, buffer, 0, filled - at);
        } else {
            int larger = 2 * buffer.length;
            room.require(larger);
            byte[] moved = new byte[larger];
            System.arraycopy(buffer, at, moved, 0, filled - at);
            buffer = moved;
        }
        filled -= at;
        at = 0;
    }

    /** What a long message needed. */
    private void release() {
        if (buffer.length > FIRST_BUFFER && filled - at <= FIRST_BUFFER / 2) {
            buffer = Arrays.copyOf(Arrays.copyOfRange(buffer, at, filled), FIRST_BUFFER);
            filled -= at;
            at = 0;
            room.require(0);
        }
    }

    /** What stands behind messages and is no part of them (RFC 6587, section 3.4.2). */
    private static boolean isTrailer(byte b) {
        return b == '\n' || b == '\r' || b == 0;
    }
}
