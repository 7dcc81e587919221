// SPDX-License-Identifier: Apache-2.0
/** Rules as versions on a topic: which there were, and which are in force. */
package dev.sluice.operations.rules;
