// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import java.math.BigInteger;

/**
 * One record of a request.
 *
 * @param partitionKey null with Data Firehose
 * @param explicitHash that decides on the shard in place of the partition key, or null
 */
record AwsRecord(byte[] data, String partitionKey, BigInteger explicitHash) {}
