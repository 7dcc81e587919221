// SPDX-License-Identifier: Apache-2.0
/** Whether a service's consumers are connected to Kafka, and their restart when they ended by themselves. */
package dev.sluice.kafka.health;
