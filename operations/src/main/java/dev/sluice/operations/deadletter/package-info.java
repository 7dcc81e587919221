// SPDX-License-Identifier: Apache-2.0
/** What people do about dead letters: look at them, replay them, discard them. */
package dev.sluice.operations.deadletter;
