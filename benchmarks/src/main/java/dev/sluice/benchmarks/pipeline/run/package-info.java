// SPDX-License-Identifier: Apache-2.0
/** How a round is run, whoever runs in it: lines in, events out, what it took, what was lost. */
package dev.sluice.benchmarks.pipeline.run;
