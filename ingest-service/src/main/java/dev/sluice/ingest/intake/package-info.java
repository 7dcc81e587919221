// SPDX-License-Identifier: Apache-2.0
/** The way that every request takes, whatever its protocol: budget, body, Kafka, counters. */
package dev.sluice.ingest.intake;
