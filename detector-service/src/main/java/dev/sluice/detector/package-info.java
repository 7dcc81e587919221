// SPDX-License-Identifier: Apache-2.0
/** Detections on events while they pass: alerts, each once, and a block list. */
package dev.sluice.detector;
