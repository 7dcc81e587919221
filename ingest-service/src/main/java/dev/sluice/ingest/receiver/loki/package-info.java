// SPDX-License-Identifier: Apache-2.0
/**
 * Receiver for Loki's clients: push, JSON and snappy-compressed protobuf
 * (<a href="https://grafana.com/docs/loki/latest/reference/loki-http-api/#ingest-logs">ingest logs</a>).
 */
package dev.sluice.ingest.receiver.loki;
