// SPDX-License-Identifier: Apache-2.0
/** Turns chunks into events and dead letters. */
package dev.sluice.parser;
