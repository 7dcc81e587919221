// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.body;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much a sender may send at once.
 *
 * @param maxBody longest body, after decompression
 */
@ConfigurationProperties("sluice.ingest")
public record BodySettings(@DefaultValue("16MB") DataSize maxBody) {

    private static final DataSize MOST = DataSize.ofMegabytes(100);

    public BodySettings {
        // Kafka's brokers read no request over 100 MB, and a single line may be as long as the body.
        if (maxBody.toBytes() < 1 || maxBody.compareTo(MOST) > 0) {
            throw new IllegalArgumentException("sluice.ingest.max-body must be between 1B and 100MB, was " + maxBody);
        }
    }
}
