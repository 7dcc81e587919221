// SPDX-License-Identifier: Apache-2.0
/** The parser's settings, checked and read. */
package dev.sluice.parser.settings;
