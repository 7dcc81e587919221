// SPDX-License-Identifier: Apache-2.0
/** The detections, built in and read from rules, and how an event becomes signals of them. */
package dev.sluice.detector.detection;
