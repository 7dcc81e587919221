// SPDX-License-Identifier: Apache-2.0
/** The command line {@code sluice}: one class a command. */
package dev.sluice.standalone.cli;
