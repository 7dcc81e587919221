// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.ledger;

/**
 * A row of the book of events.
 *
 * @param hour of receipt, hours since the epoch
 * @param dataStream full name
 */
public record StreamRow(long hour, String dataStream) {}
