// SPDX-License-Identifier: Apache-2.0
/** Whether everything that was accepted is accounted for. */
package dev.sluice.console.ledger;
