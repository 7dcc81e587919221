// SPDX-License-Identifier: Apache-2.0
/** The Kafka Streams topology: events to signals, signals to windows, windows to alerts. */
package dev.sluice.detector.stream;
