// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The APIs of Kinesis Data Streams and Data Firehose.
 *
 * @param shards that each stream of Kinesis seems to have; a shard's records keep their order
 */
@ConfigurationProperties("sluice.ingest.aws")
record AwsSettings(@DefaultValue("8") int shards) {

    private static final int MOST = 100;

    AwsSettings {
        if (shards < 1 || shards > MOST) {
            throw new IllegalArgumentException(
                    "sluice.ingest.aws.shards must be between 1 and " + MOST + ", was " + shards);
        }
    }
}
