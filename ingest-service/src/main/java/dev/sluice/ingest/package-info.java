// SPDX-License-Identifier: Apache-2.0
/** Receives logs and writes them to Kafka as chunks. */
package dev.sluice.ingest;
