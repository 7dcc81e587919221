// SPDX-License-Identifier: Apache-2.0
/** The HTTP server: its limits, what it answers itself, and the description of the API. */
package dev.sluice.ingest.http;
