// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser;

import dev.sluice.model.DeadLetterReason;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What one transaction did; it counts only once the transaction is committed. */
final class Tally {

    long bytes;
    long events;
    long eventBytes;
    long repeats;
    long gapBytes;
    final Map<DeadLetterReason, Long> deadLetters = new EnumMap<>(DeadLetterReason.class);
    /** By rule, what was left out on purpose. */
    final Map<String, Long> dropped = new HashMap<>();

    /** Time of receipt of each chunk, epoch milliseconds. */
    final List<Long> received = new ArrayList<>();
}
