// SPDX-License-Identifier: Apache-2.0
/** Knows a request again that is sent a second time since its answer was lost, where its protocol has no name for a request. */
package dev.sluice.ingest.retry;
