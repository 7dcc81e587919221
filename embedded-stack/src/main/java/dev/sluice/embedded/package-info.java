// SPDX-License-Identifier: Apache-2.0
/**
 * Real servers without Docker: a Kafka broker and an S3 server inside this JVM, and Elasticsearch as a child process.
 *
 * <p>Each is started on a data folder of its own, listens on 127.0.0.1 only, finds its data again after a restart (also after a kill
 * -9), and is stopped by {@code close()}. What goes wrong is an {@link dev.sluice.embedded.EmbeddedStackException} of one sentence.
 */
package dev.sluice.embedded;
