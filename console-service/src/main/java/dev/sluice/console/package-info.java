// SPDX-License-Identifier: Apache-2.0
/** The page on which people see what flows, what failed, and mend it. */
package dev.sluice.console;
