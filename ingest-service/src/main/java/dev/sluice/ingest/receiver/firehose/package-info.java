// SPDX-License-Identifier: Apache-2.0
/**
 * Receiver for Amazon Data Firehose: HTTP endpoint delivery, protocol 1.0
 * (<a href="https://docs.aws.amazon.com/firehose/latest/dev/httpdeliveryrequestresponse.html">request and response specification</a>).
 */
package dev.sluice.ingest.receiver.firehose;
