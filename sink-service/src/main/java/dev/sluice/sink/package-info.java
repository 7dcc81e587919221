// SPDX-License-Identifier: Apache-2.0
/** Stores events in each of the stores whose sink is switched on. */
package dev.sluice.sink;
