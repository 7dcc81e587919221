// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.traffic;

import dev.sluice.model.DataStream;
import java.time.Instant;

/**
 * What is counted together.
 *
 * @param minute since 1970
 * @param dataset {@value #OTHER} for what was one too many
 */
public record TrafficKey(long minute, String namespace, String dataset) {

    /** No dataset can have this name. */
    public static final String OTHER = "_other";

    /** As many as a minute has that is written as a number of the same length each, so that keys sort by time. */
    private static final int DIGITS = 12;

    static final long MINUTE_SECONDS = 60;

    static TrafficKey of(long minute, DataStream stream) {
        return new TrafficKey(minute, stream.namespace(), stream.dataset());
    }

    /** All that is one too many. */
    static TrafficKey ofOther(long minute) {
        return new TrafficKey(minute, DataStream.DEFAULT_NAMESPACE, OTHER);
    }

    /** @throws IllegalArgumentException if {@code text} is none that {@link #text} makes */
    public static TrafficKey parse(String text) {
        String[] parts = text.split(" ", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("'" + text + "' is not a minute, a namespace and a dataset");
        }
        return new TrafficKey(Long.parseLong(parts[0]), parts[1], parts[2]);
    }

    /** What sorts before all keys of that minute and after those of earlier ones. */
    public static String beginOf(long minute) {
        String digits = Long.toString(minute);
        return "0".repeat(Math.max(0, DIGITS - digits.length())) + digits;
    }

    public String text() {
        return beginOf(minute) + ' ' + namespace + ' ' + dataset;
    }

    public Instant start() {
        return Instant.ofEpochSecond(minute * MINUTE_SECONDS);
    }

    /** The first moment that is of the next minute. */
    public Instant end() {
        return start().plusSeconds(MINUTE_SECONDS);
    }
}
