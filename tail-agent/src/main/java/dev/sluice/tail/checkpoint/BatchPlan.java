// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import dev.sluice.tail.lines.LineRules;

/**
 * The batch that is about to be sent: written before it leaves, so that after a crash the very same batch is built and sent again, whatever
 * the clock or the configuration says by then.
 *
 * @param end place in the file where it ends
 * @param digest of what the file holds before {@code end}
 * @param rules by which it was framed
 */
public record BatchPlan(long end, String digest, LineRules rules) {}
