// SPDX-License-Identifier: Apache-2.0
/** What people do across topics, on Kafka's client and the words of {@code log-model} alone. */
package dev.sluice.operations;
