// SPDX-License-Identifier: Apache-2.0
/** What detection reads of an event. */
package dev.sluice.detector.event;
