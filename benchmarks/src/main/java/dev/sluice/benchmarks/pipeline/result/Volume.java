// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.result;

/**
 * Bytes.
 *
 * @param wireBytes that the contestant's processes sent over TCP, to each other, to Kafka and to stores; null where it could not be seen
 * @param kafkaBytes by which the contestant's topics have grown
 * @param bytesPerEvent of an event's JSON
 */
public record Volume(Long wireBytes, long kafkaBytes, double bytesPerEvent) {}
