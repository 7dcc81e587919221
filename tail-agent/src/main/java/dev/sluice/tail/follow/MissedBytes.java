// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.util.HashMap;
import java.util.Map;

/** Bytes of files that were truncated before they were read. They are in a copy, or they are lost, which is said after a while. */
final class MissedBytes {

    /** How long a copy may take to appear. */
    private static final long COPY_WAIT_MILLIS = 10_000;

    private final Map<String, Missed> missed = new HashMap<>();
    private final Metrics metrics;
    private final AgentLog log;

    private record Missed(StreamState state, long bytes, long since) {}

    MissedBytes(Metrics metrics, AgentLog log) {
        this.metrics = metrics;
        this.log = log;
    }

    void add(StreamState state, long bytes, long now) {
        missed.put(state.stream(), new Missed(state, bytes, now));
    }

    /** The stream goes on in a copy. */
    void found(StreamState state) {
        missed.remove(state.stream());
    }

    /** A new stream begins in a file, which may be the copy of one that nothing was sent of. */
    void begun(Newcomer newcomer) {
        missed.values()
                .removeIf(bytes -> bytes.state().unread()
                        && (newcomer.sameAs(bytes.state().stream()) > 0
                                || bytes.state()
                                                .lineage()
                                                .equals(newcomer.file().lineage())
                                        && newcomer.file().rotated()));
    }

    /** Counts as lost what was missed long ago. */
    void report(long now) {
        missed.values().removeIf(bytes -> {
            boolean late = now - bytes.since() >= COPY_WAIT_MILLIS;
            if (late) {
                metrics.bytesLost.add(bytes.bytes());
                log.error(
                        "bytes were gone before they could be read",
                        "path",
                        bytes.state().path(),
                        "stream",
                        bytes.state().stream(),
                        "bytes",
                        bytes.bytes());
            }
            return late;
        });
    }
}
