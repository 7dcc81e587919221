// SPDX-License-Identifier: Apache-2.0
/** The parser's books: what became of the lines of each partition, and which events were written. */
package dev.sluice.parser.ledger;
