// SPDX-License-Identifier: Apache-2.0
/** From where partitions are read, and with what memory: at assignment and after failures. */
package dev.sluice.parser.recovery;
