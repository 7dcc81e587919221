// SPDX-License-Identifier: Apache-2.0
/** Tries every order of events in a small model of a protocol: for tests, plain Java. */
package dev.sluice.explorer;
