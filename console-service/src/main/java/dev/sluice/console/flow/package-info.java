// SPDX-License-Identifier: Apache-2.0
/** What flows, now and in the last day. */
package dev.sluice.console.flow;
