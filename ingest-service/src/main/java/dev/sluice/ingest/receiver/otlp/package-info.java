// SPDX-License-Identifier: Apache-2.0
/**
 * Receiver for OpenTelemetry: OTLP/HTTP logs, protobuf and JSON (<a href="https://opentelemetry.io/docs/specs/otlp/">specification</a>,
 * <a href="https://github.com/open-telemetry/opentelemetry-proto/blob/main/opentelemetry/proto/logs/v1/logs.proto">messages</a>).
 */
package dev.sluice.ingest.receiver.otlp;
