// SPDX-License-Identifier: Apache-2.0
/** The lines that container runtimes write around those of a program. */
package dev.sluice.parsers.container;
