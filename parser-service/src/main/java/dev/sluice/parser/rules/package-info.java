// SPDX-License-Identifier: Apache-2.0
/** Rules that change while the parser runs. */
package dev.sluice.parser.rules;
