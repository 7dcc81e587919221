// SPDX-License-Identifier: Apache-2.0
/** What the parser remembers of each partition, so that a chunk sent twice becomes events once. */
package dev.sluice.parser.dedup;
