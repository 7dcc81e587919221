// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.sink.s3.format.LakeFormat;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.junit.jupiter.api.Test;

class RangePlanTest {

    /** Committed by one version and read by the next: it never changes. */
    @Test
    void standsInTheMetadataOfTheOffset() {
        RangePlan plan = new RangePlan(5, 9, LakeFormat.NDJSON_GZ);
        assertThat(plan.commit()).isEqualTo(new OffsetAndMetadata(5, "plan=9 ndjson.gz"));
        assertThat(plan.fulfilled()).isEqualTo(new OffsetAndMetadata(9, ""));
        for (LakeFormat format : LakeFormat.values()) {
            assertThat(RangePlan.read(new RangePlan(5, 9, format).commit())).contains(new RangePlan(5, 9, format));
        }
        assertThat(RangePlan.read(plan.fulfilled())).isEmpty();
    }

    @Test
    void refusesWhatItCannotRead() {
        for (String metadata : new String[] {"plan=9", "plan=9 orc", "sent=9", "9"}) {
            assertThatThrownBy(() -> RangePlan.read(new OffsetAndMetadata(5, metadata)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining(metadata);
        }
    }
}
