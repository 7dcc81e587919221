// SPDX-License-Identifier: Apache-2.0
/** What passes, by minute and data stream: how many events and bytes, how large and how slow, and which paths and clients most. */
package dev.sluice.detector.traffic;
