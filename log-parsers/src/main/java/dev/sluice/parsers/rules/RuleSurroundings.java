// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.Enrichment;
import java.util.function.Function;

/**
 * What rules take from the parser that they are part of.
 *
 * @param userAgent knows user agents; null where they are not looked at
 * @param formats a line format by its name, for one thread; null for a name that there is none of
 */
public record RuleSurroundings(Enrichment userAgent, Function<String, FieldFormat> formats) {}
