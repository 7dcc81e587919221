// SPDX-License-Identifier: Apache-2.0
/** Numbered lines, what their events must say, and the audit that compares what came out with what went in. */
package dev.sluice.benchmarks.pipeline.corpus;
