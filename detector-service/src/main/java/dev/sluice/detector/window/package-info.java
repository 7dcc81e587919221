// SPDX-License-Identifier: Apache-2.0
/** What is counted over time, for each key, in the time of the events. */
package dev.sluice.detector.window;
