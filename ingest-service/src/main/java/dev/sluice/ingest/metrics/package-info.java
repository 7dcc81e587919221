// SPDX-License-Identifier: Apache-2.0
/** What this service counts. */
package dev.sluice.ingest.metrics;
