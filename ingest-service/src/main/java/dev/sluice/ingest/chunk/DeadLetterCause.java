// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import dev.sluice.model.DeadLetterReason;

/**
 * Why a line goes to the dead letters and not to the parser.
 *
 * @param message for people: what was found, and what is allowed
 */
public record DeadLetterCause(DeadLetterReason reason, String message) {}
