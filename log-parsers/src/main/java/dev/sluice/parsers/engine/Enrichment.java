// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

/** Adds what is known about a value to the object that the value stands in. Used by all parsers of a process at the same time. */
@FunctionalInterface
public interface Enrichment {

    /**
     * Writes members of the object that {@code json} has open, each with a comma behind it; nothing where nothing is known.
     *
     * @param value holds the value, unescaped, from {@code from} (inclusive) to {@code to} (exclusive)
     */
    void write(JsonBuffer json, byte[] value, int from, int to);
}
