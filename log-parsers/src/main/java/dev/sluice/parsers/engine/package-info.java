// SPDX-License-Identifier: Apache-2.0
/**
 * What all formats share: the line at hand, the JSON buffer, and the event that is written into it. Public only so that each format can
 * live in a package of its own; users of the module need {@link dev.sluice.parsers} alone.
 */
package dev.sluice.parsers.engine;
