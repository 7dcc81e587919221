// SPDX-License-Identifier: Apache-2.0
/** Merges small objects of the lake into big ones. */
package dev.sluice.sink.s3.compaction;
