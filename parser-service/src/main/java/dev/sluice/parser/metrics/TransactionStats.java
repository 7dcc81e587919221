// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.metrics;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.tracing.Trace;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one transaction did; it counts only once the transaction is committed. */
public final class TransactionStats {

    public long bytes;
    public long events;
    public long eventBytes;
    public long repeats;
    public long gapBytes;
    public long forks;
    /** Things that the deduplicators had no more room for. */
    public long forgotten;

    public final Map<DeadLetterReason, Long> deadLetters = new EnumMap<>(DeadLetterReason.class);
    /** By rule, what was left out on purpose. */
    public final Map<String, Long> dropped = new HashMap<>();

    /** Time of receipt of each chunk, epoch milliseconds. */
    public final List<Long> received = new ArrayList<>();

    /** Of its chunks; they end with the commit. */
    public final List<Trace> traces = new ArrayList<>();
}
