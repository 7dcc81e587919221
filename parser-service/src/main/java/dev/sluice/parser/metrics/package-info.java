// SPDX-License-Identifier: Apache-2.0
/** The parser's meters. */
package dev.sluice.parser.metrics;
