// SPDX-License-Identifier: Apache-2.0
/** JSON lines: reading them, telling ECS fields from others, and writing them as ECS events. */
package dev.sluice.parsers.json;
