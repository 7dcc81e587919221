// SPDX-License-Identifier: Apache-2.0
/** The same detections over events of the past. */
package dev.sluice.detector.backtest;
