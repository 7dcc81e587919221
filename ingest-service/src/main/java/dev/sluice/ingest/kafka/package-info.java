// SPDX-License-Identifier: Apache-2.0
/** Writes chunks to Kafka and says when they are there; declares the topics; tells whether Kafka is there. */
package dev.sluice.ingest.kafka;
