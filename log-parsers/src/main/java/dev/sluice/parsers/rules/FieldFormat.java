// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

/** A format by which the text of a field is parsed as if it were a line. */
@FunctionalInterface
public interface FieldFormat {

    /** The event that the text in [from, to) makes, as JSON; null where the format does not take it. */
    byte[] parse(byte[] text, int from, int to);
}
