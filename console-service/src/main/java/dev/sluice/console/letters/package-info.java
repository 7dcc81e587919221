// SPDX-License-Identifier: Apache-2.0
/** Dead letters: in groups, tried, replayed and discarded. */
package dev.sluice.console.letters;
