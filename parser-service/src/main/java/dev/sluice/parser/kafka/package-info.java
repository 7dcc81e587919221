// SPDX-License-Identifier: Apache-2.0
/** The Kafka topics that the parser makes, and its connection. */
package dev.sluice.parser.kafka;
