// SPDX-License-Identifier: Apache-2.0
/** Which events are left out on purpose: rules over finished events. */
package dev.sluice.parsers.rules;
