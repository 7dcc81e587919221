// SPDX-License-Identifier: Apache-2.0
/** All of Sluice on one machine: the stack and the services in one JVM, on loopback only. */
package dev.sluice.standalone;
