// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    /** Ids are a contract: an upgrade that changed them would double every line that is sent again across it. */
    @Test
    void idsNeverChange() {
        assertThat(EventIds.ofBatch("0190-batch").id(1_504_409_400_000L, 7)).isEqualTo("AV5FybLAujyKRE0LUTtNHg");
        assertThat(EventIds.ofStream("host/17/4242").id(0, 1_000_000)).isEqualTo("AAAAAAAA8tZsVx8XMaANrg");
        assertThat(EventIds.ofCloudWatch("123456789012", "/aws/lambda/f", "s", "3541")
                        .id(-1, 0))
                .isEqualTo("________K8TZmBJnxaIibw");
    }

    /** Wherever in a block of the hash the number comes to stand: the sum is of ids as they have always been. */
    @Test
    void idsOfSourcesOfAnyLengthNeverChange() {
        CRC32 sum = new CRC32();
        for (int length = 0; length <= 40; length++) {
            String name = "x".repeat(length);
            sum.update(EventIds.ofBatch(name).id(length, -1 - length).getBytes(US_ASCII));
            sum.update(EventIds.ofCloudWatch("1", "g", "s", name)
                    .id(length, length)
                    .getBytes(US_ASCII));
        }

        assertThat(sum.getValue()).isEqualTo(0x2519d9daL);
    }

    /** Long and short ones in turn: nothing of the one before may stay behind. */
    @Test
    void ofLogEventsOneAfterTheOtherAreThoseOfEachAlone() {
        EventIds ids = EventIds.ofCloudWatch("123456789012", "/aws/lambda/f", "s");
        for (int i = 0; i < 200; i++) {
            String eventId = "7".repeat(i * 37 % 101);
            byte[] bytes = ('<' + eventId + '>').getBytes(US_ASCII);
            ids.nameLogEvent(bytes, 1, bytes.length - 1);

            assertThat(ids.id(i, 0))
                    .isEqualTo(EventIds.ofCloudWatch("123456789012", "/aws/lambda/f", "s", eventId)
                            .id(i, 0));
        }
    }

    @Test
    void holdsTheTimeInItsFirstSixBytes() {
        for (long time : new long[] {0, 1, -1, 1_504_409_400_000L, -62_135_596_800_000L, 127_174_492_800_000L}) {
            String id = EventIds.ofBatch("b").id(time, 0);
            assertThat(EventIds.timestampOf(id.getBytes(US_ASCII))).isEqualTo(time);
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(id));
            assertThat(bytes.getLong(0) >> 16).isEqualTo(time);
            assertThat(bytes.capacity()).isEqualTo(16);
        }
    }

    @Test
    void differByNumberAndBySourceAndByKindOfSource() {
        Set<String> ids = new HashSet<>();
        for (int number = 0; number < 10_000; number++) {
            ids.add(EventIds.ofBatch("a").id(0, number));
            ids.add(EventIds.ofBatch("b").id(0, number));
            ids.add(EventIds.ofStream("a").id(0, number));
        }
        assertThat(ids).hasSize(30_000);
    }

    @Test
    void refusesWhatIsNoId() {
        assertThatThrownBy(() -> EventIds.timestampOf("short".getBytes(US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("22 characters");
        assertThatThrownBy(() -> EventIds.timestampOf("!!!!!!!!!!!!!!!!!!!!!!".getBytes(US_ASCII)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("base64url");
    }
}
