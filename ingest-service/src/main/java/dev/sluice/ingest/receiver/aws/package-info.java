// SPDX-License-Identifier: Apache-2.0
/**
 * Receiver for the senders of AWS: what of the APIs of Kinesis Data Streams
 * (<a href="https://docs.aws.amazon.com/kinesis/latest/APIReference/Welcome.html">reference</a>) and Data Firehose
 * (<a href="https://docs.aws.amazon.com/firehose/latest/APIReference/Welcome.html">reference</a>) producers call. They send here by
 * another endpoint.
 */
package dev.sluice.ingest.receiver.aws;
