// SPDX-License-Identifier: Apache-2.0
/** Finds the literals of all rules in a text at once. */
package dev.sluice.detector.match;
