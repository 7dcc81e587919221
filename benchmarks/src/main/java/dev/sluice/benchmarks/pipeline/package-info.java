// SPDX-License-Identifier: Apache-2.0
/** {@code sluice bench}: whole pipelines, ours and others', side by side in one run, with an account of every line. */
package dev.sluice.benchmarks.pipeline;
