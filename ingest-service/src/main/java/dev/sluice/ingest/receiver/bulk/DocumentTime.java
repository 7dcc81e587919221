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
    static boolean isPrecise(byte[] document) {
        int at = valueOf(document);
        if (at < 0) {
            return false;
        }
        if (document[at] != '"') {
            return digits(document, at) >= MILLISECONDS;
        }
        int fraction = at + 1 + SECONDS;
        return fraction + 1 < document.length
                && (document[fraction] == '.' || document[fraction] == ',')
                && digits(document, fraction + 1) >= 3;
    }

    private static int digits(byte[] document, int from) {
        int at = from;
        while (at < document.length && document[at] >= '0' && document[at] <= '9') {
            at++;
        }
        return at - from;
    }

    /** Where the value starts, or -1. */
    private static int valueOf(byte[] document) {
        for (int i = 0; i <= document.length - NAME.length; i++) {
            if (document[i] == '"' && Arrays.equals(document, i, i + NAME.length, NAME, 0, NAME.length)) {
                int at = i + NAME.length;
                while (at < document.length && (document[at] == ' ' || document[at] == ':' || document[at] == '\t')) {
                    at++;
                }
                return at < document.length ? at : -1;
            }
        }
        return -1;
    }
}
