// SPDX-License-Identifier: Apache-2.0
/** Benchmarks of the parsers. */
package dev.sluice.benchmarks;
