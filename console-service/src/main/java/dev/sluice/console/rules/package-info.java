// SPDX-License-Identifier: Apache-2.0
/** Tries rules on what was received, before they count. */
package dev.sluice.console.rules;
