// SPDX-License-Identifier: Apache-2.0
/** The versions that the parser's rules had. */
package dev.sluice.operations.rules;
