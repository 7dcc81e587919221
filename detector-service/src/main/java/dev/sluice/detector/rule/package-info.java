// SPDX-License-Identifier: Apache-2.0
/** What a detection looks for in one event: conditions, compiled together. */
package dev.sluice.detector.rule;
