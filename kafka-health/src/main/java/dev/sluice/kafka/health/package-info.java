// SPDX-License-Identifier: Apache-2.0
/** Whether a service is connected to Kafka. */
package dev.sluice.kafka.health;
