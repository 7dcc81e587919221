// SPDX-License-Identifier: Apache-2.0
/** Cuts bodies into chunks of whole lines, without looking into a line. */
package dev.sluice.ingest.chunk;
