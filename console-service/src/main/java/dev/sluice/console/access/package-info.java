// SPDX-License-Identifier: Apache-2.0
/** Who may look, and who may change something. */
package dev.sluice.console.access;
