// SPDX-License-Identifier: Apache-2.0
/** Undoes Content-Encoding as bytes come in, within limits. */
package dev.sluice.ingest.body;
