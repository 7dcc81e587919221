/** What operators see: health, metrics and log lines. */
package dev.sluice.tail.telemetry;
