// SPDX-License-Identifier: Apache-2.0
/** Sends chunks through the parser again. */
package dev.sluice.operations.replay;
