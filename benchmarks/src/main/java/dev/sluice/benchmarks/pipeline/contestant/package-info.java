// SPDX-License-Identifier: Apache-2.0
/** Who is measured: Sluice's processes, and other tools with the configuration files in {@code benchmarks/rivals}. */
package dev.sluice.benchmarks.pipeline.contestant;
