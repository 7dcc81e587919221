// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.checkpoint.StreamState;
import dev.sluice.tail.files.FileSource;
import dev.sluice.tail.telemetry.AgentLog;
import dev.sluice.tail.telemetry.Metrics;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
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

    /** A new stream begins in {@code source}, which may be the copy of one that nothing was sent of. */
    void begun(DiscoveredFile file, FileSource source) throws IOException {
        for (Missed bytes : List.copyOf(missed.values())) {
            StreamState state = bytes.state();
            boolean unsent = state.source() == 0 && state.plan() == null;
            if (unsent && state.lineage().equals(file.lineage()) && Kinship.agreeing(state, source) > 0) {
                missed.remove(state.stream());
            }
        }
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
