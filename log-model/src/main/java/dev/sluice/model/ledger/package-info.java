// SPDX-License-Identifier: Apache-2.0
/** The ledger: what parser and sinks write down of what they have done, so that every accepted line can be accounted for. */
package dev.sluice.model.ledger;
