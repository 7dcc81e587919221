// SPDX-License-Identifier: Apache-2.0
/** What the detector has found, and whom it would keep out. */
package dev.sluice.console.detections;
