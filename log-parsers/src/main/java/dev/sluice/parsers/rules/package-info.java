// SPDX-License-Identifier: Apache-2.0
/** Rules over finished events: which are left out, what is hidden or changed in them, and which store they are for. */
package dev.sluice.parsers.rules;
