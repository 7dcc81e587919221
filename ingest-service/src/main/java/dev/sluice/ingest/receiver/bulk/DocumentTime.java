// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.util.Arrays;

/** Finds out whether a document carries its own time, without reading it as JSON. */
final class DocumentTime {

    private static final byte[] NAME = "\"@timestamp\"".getBytes(US_ASCII);

    /** {@code 2026-11-22T10:00:00} */
    private static final int SECONDS = 19;

    /** Epoch milliseconds since 2001. */
    private static final int MILLISECONDS = 13;

    private DocumentTime() {}

    /** Whether its {@code @timestamp} is to the millisecond or finer: as ISO 8601 with a fraction, or as a number of milliseconds. */
    static boolean isPrecise(byte[] body, int from, int to) {
        int at = valueOf(body, from, to);
        if (at < 0) {
            return false;
        }
        if (body[at] != '"') {
            return digits(body, at, to) >= MILLISECONDS;
        }
        int fraction = at + 1 + SECONDS;
        return fraction + 1 < to
                && (body[fraction] == '.' || body[fraction] == ',')
                && digits(body, fraction + 1, to) >= 3;
    }

    private static int digits(byte[] body, int from, int to) {
        int at = from;
        while (at < to && body[at] >= '0' && body[at] <= '9') {
            at++;
        }
        return at - from;
    }

    /** Where the value starts, or -1. */
    private static int valueOf(byte[] body, int from, int to) {
        for (int i = from; i <= to - NAME.length; i++) {
            if (body[i] == '"' && Arrays.equals(body, i, i + NAME.length, NAME, 0, NAME.length)) {
                int at = i + NAME.length;
                while (at < to && (body[at] == ' ' || body[at] == ':' || body[at] == '\t')) {
                    at++;
                }
                return at < to ? at : -1;
            }
        }
        return -1;
    }
}
