// SPDX-License-Identifier: Apache-2.0
/** Times in notations that a format describes: what {@code strftime} writes, read back. */
package dev.sluice.parsers.time;
