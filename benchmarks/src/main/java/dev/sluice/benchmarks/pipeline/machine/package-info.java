// SPDX-License-Identifier: Apache-2.0
/** Processes as the operating system counts them: processor time, memory and bytes sent, and what else the machine does meanwhile. Linux only. */
package dev.sluice.benchmarks.pipeline.machine;
