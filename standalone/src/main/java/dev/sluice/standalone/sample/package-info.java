// SPDX-License-Identifier: Apache-2.0
/** Made-up logs that look like real ones: for the demo, the tests and the benchmarks. */
package dev.sluice.standalone.sample;
