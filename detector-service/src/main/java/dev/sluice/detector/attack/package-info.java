// SPDX-License-Identifier: Apache-2.0
/** How much a request looks like an attack: its text decoded as servers do it, then scored by a class of attack. */
package dev.sluice.detector.attack;
