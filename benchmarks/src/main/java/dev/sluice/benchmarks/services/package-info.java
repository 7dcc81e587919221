// SPDX-License-Identifier: Apache-2.0
/** Whole services as processes of their own, measured by the processor time that the operating system counts for them. */
package dev.sluice.benchmarks.services;
