// SPDX-License-Identifier: Apache-2.0
/** Receiver for lines: {@code POST /api/v1/logs}, our own API. */
package dev.sluice.ingest.receiver.logs;
