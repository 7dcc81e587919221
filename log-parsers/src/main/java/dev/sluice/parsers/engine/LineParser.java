// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/**
 * A format of lines. Takes one line apart and writes it as an event; knows nothing of chunks, ids or Kafka.
 *
 * <p>An instance belongs to one thread and may keep what it learnt from earlier lines (the last date, for example), but what it writes
 * depends on the line and the chunk's headers alone.
 */
public interface LineParser {

    /**
     * Writes {@code line} as an event, or says by {@link Line#stop} where and why it can't.
     *
     * @return whether an event was written; if not, nothing was begun
     */
    boolean parse(Line line, EcsEventWriter event);
}
