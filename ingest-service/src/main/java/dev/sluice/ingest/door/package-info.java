// SPDX-License-Identifier: Apache-2.0
/** What makes a door: the paths that it owns and the words in which it refuses. */
package dev.sluice.ingest.door;
