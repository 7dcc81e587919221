/** Hands batches to ingest until they are kept. */
package dev.sluice.tail.send;
