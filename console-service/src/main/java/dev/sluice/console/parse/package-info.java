// SPDX-License-Identifier: Apache-2.0
/** What the parser makes of lines that somebody pastes. */
package dev.sluice.console.parse;
