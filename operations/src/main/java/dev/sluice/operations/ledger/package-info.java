// SPDX-License-Identifier: Apache-2.0
/** Reads the books of parser and sinks, and says whether each accepted line is accounted for. */
package dev.sluice.operations.ledger;
