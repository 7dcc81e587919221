// SPDX-License-Identifier: Apache-2.0
/** Chunks on their way to events: one poll is one transaction. */
package dev.sluice.parser.chunk;
