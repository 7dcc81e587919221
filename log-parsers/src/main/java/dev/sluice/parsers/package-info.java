// SPDX-License-Identifier: Apache-2.0
/** Bytes in, ECS JSON out: format detection, one parser a format, and the JSON writing that they share. Plain Java. */
package dev.sluice.parsers;
