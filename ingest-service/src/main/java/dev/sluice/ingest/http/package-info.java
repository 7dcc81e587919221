// SPDX-License-Identifier: Apache-2.0
/** The native door: {@code POST /api/v1/logs}; and what all HTTP doors share: problems as answers. */
package dev.sluice.ingest.http;
