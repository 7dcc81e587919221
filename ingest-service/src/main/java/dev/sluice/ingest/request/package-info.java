// SPDX-License-Identifier: Apache-2.0
/** The way that every request takes, whatever its protocol: metadata, budget, body, retry key, Kafka, answer. */
package dev.sluice.ingest.request;
