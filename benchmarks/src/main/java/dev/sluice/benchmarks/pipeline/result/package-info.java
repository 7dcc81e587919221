// SPDX-License-Identifier: Apache-2.0
/** What a run has found: the JSON file and its schema, the table, and the comparison with an earlier run. */
package dev.sluice.benchmarks.pipeline.result;
