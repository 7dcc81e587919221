// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Events that come from no line: Sluice says them of itself, in datasets of its own. */
public final class OwnEvents {

    /** What the names of their datasets begin with. */
    public static final String PREFIX = "sluice.";

    /** A part of a stream is missing. */
    public static final String GAPS = "sluice.gaps";

    /** Two senders go on with one stream in two ways. */
    public static final String FORKS = "sluice.forks";

    private static final byte[] STREAMS = "logs-sluice.".getBytes(UTF_8);
    private static final byte[] GAP_STREAMS = "logs-sluice.gaps-".getBytes(UTF_8);
    private static final byte[] FORK_STREAMS = "logs-sluice.forks-".getBytes(UTF_8);

    private OwnEvents() {}

    /** Whether {@code dataStream}, the value of {@link Headers#DATA_STREAM} or null, is one of theirs that nobody watches: alerts make no alerts. */
    public static boolean areUnwatchedIn(byte[] dataStream) {
        return dataStream != null
                && startsWith(dataStream, STREAMS)
                && !startsWith(dataStream, GAP_STREAMS)
                && !startsWith(dataStream, FORK_STREAMS);
    }

    /** The same of {@code event.dataset}. */
    public static boolean areUnwatched(String dataset) {
        return dataset.startsWith(PREFIX) && !dataset.equals(GAPS) && !dataset.equals(FORKS);
    }

    private static boolean startsWith(byte[] bytes, byte[] prefix) {
        return bytes.length >= prefix.length && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
    }
}
