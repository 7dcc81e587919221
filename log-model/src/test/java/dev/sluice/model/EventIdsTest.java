// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class EventIdsTest {

    private static final String SECRET = "AAECAwQFBgcICQoLDA0ODw";
    private static final EventIdSecret KEY = EventIdSecret.parse(SECRET);

    /** The first of the vectors of SipHash's reference for 128 bits: key 00 … 0f, nothing hashed. */
    @Test
    void theOtherWayOfThisTestIsSipHash() {
        assertThat(sipHash(new byte[0])).isEqualTo(bytes("a3817f04ba25a8e66df67214c7550293"));
        assertThat(sipHash(new byte[] {0})).isEqualTo(bytes("da87c1d86b99af44347659119b22fc45"));
    }

    /** Ids are a contract: an upgrade that changed them would double every line that is sent again across it. */
    @Test
    void idsAreTheTimeAndTheHashOfAllPartsBehindTheirLengths() {
        for (int length = 0; length <= 40; length++) {
            String name = "x".repeat(length);
            byte[] batch = source(length, "b", "web", "prod", name);
            byte[] logEvent = source(-1 - length, "c", "web", "prod", "1", "g", "s", name);

            assertThat(EventIds.ofBatch(KEY, "web", "prod", name).id(1_504_409_400_000L, length))
                    .isEqualTo(id(1_504_409_400_000L, batch));
            assertThat(logEventId(name, length)).isEqualTo(id(-length, logEvent));
        }
    }

    private static String logEventId(String name, int length) {
        EventIds ids = EventIds.ofCloudWatch(KEY, "web", "prod", "1", "g", "s");
        // Nothing of the one before may stay behind.
        ids.nameLogEvent("an earlier one".getBytes(US_ASCII), 0, 14);
        ids.id(5, 6);
        byte[] bytes = ('<' + name + '>').getBytes(US_ASCII);
        ids.nameLogEvent(bytes, 1, bytes.length - 1);
        return ids.id(-length, -1 - length);
    }

    @Test
    void holdsTheTimeInItsFirstSixBytes() {
        for (long time : new long[] {0, 1, -1, 1_504_409_400_000L, 127_174_492_800_000L}) {
            String id = EventIds.ofBatch(KEY, "-", "default", "b").id(time, 0);
            assertThat(EventIds.timestampOf(id.getBytes(US_ASCII))).isEqualTo(time);
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(id));
            assertThat(bytes.getLong(0) >> 16).isEqualTo(time);
            assertThat(bytes.capacity()).isEqualTo(16);
        }
    }

    /** "Never" is often the end of the year 9999; 48 bits with a sign would end in 6429. */
    @Test
    void reachFrom1900ToTheYear10819() {
        long end = (1L << 48) - 2_208_988_800_000L;
        for (long time : new long[] {-2_208_988_800_000L, -1, 0, 1L << 47, 253_402_300_799_999L, end - 1}) {
            String id = EventIds.ofBatch(KEY, "-", "default", "b").id(time, 0);
            assertThat(EventIds.timestampOf(id.getBytes(US_ASCII))).isEqualTo(time);
        }
        assertThat(EventIds.timestampOf(
                        EventIds.ofBatch(KEY, "-", "default", "b").id(end, 0).getBytes(US_ASCII)))
                .as("the first that means a time before 1970")
                .isEqualTo(-2_208_988_800_000L);
    }

    @Test
    void differByNumberSecretSenderNamespaceSourceAndKindOfSource() {
        Set<String> ids = new HashSet<>();
        for (int number = 0; number < 1_000; number++) {
            ids.add(EventIds.ofBatch(KEY, "a", "b", "c").id(0, number));
            ids.add(EventIds.ofBatch(EventIdSecret.PUBLIC, "a", "b", "c").id(0, number));
            ids.add(EventIds.ofBatch(KEY, "x", "b", "c").id(0, number));
            ids.add(EventIds.ofBatch(KEY, "a", "x", "c").id(0, number));
            ids.add(EventIds.ofBatch(KEY, "a", "b", "x").id(0, number));
            ids.add(EventIds.ofBatch(KEY, "ab", "", "c").id(0, number));
            ids.add(EventIds.ofStream(KEY, "a", "b", "c").id(0, number));
        }
        assertThat(ids).hasSize(7_000);
    }

    @Test
    void aSecretIsReadAsItWasMadeAndNeverShown() {
        String made = EventIdSecret.generate();

        assertThat(made).hasSize(22).isNotEqualTo(EventIdSecret.generate());
        assertThat(EventIdSecret.parse(made).toString()).doesNotContain(made);
        for (String wrong : new String[] {"", "short", "AAECAwQFBgcICQoLDA0ODw==AA", "!!!!!!!!!!!!!!!!!!!!!!"}) {
            assertThatThrownBy(() -> EventIdSecret.parse(wrong))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("16 random bytes in base64url");
        }
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

    private static byte[] source(long number, String... parts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (String part : parts) {
            byte[] text = part.getBytes(UTF_8);
            bytes.writeBytes(word(text.length));
            bytes.writeBytes(Arrays.copyOf(text, (text.length + 7) / 8 * 8));
        }
        bytes.writeBytes(word(number));
        return bytes.toByteArray();
    }

    private static byte[] word(long value) {
        return ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(value)
                .array();
    }

    private static String id(long time, byte[] source) {
        ByteBuffer id = ByteBuffer.allocate(24).putLong(0, time << 16);
        id.position(6).put(sipHash(source), 0, 10);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(Arrays.copyOf(id.array(), 16));
    }

    /** SipHash-2-4 with 128 bits, as its paper tells it, under the key {@link #SECRET}. */
    private static byte[] sipHash(byte[] message) {
        ByteBuffer key = ByteBuffer.wrap(Base64.getUrlDecoder().decode(SECRET)).order(ByteOrder.LITTLE_ENDIAN);
        long k0 = key.getLong(0);
        long k1 = key.getLong(8);
        long[] v = {
            k0 ^ 0x736f6d6570736575L,
            k1 ^ 0x646f72616e646f6dL ^ 0xee,
            k0 ^ 0x6c7967656e657261L,
            k1 ^ 0x7465646279746573L
        };
        byte[] padded = Arrays.copyOf(message, message.length / 8 * 8 + 8);
        padded[padded.length - 1] = (byte) message.length;
        ByteBuffer words = ByteBuffer.wrap(padded).order(ByteOrder.LITTLE_ENDIAN);
        while (words.hasRemaining()) {
            long word = words.getLong();
            v[3] ^= word;
            rounds(v, 2);
            v[0] ^= word;
        }
        v[2] ^= 0xee;
        rounds(v, 4);
        long first = v[0] ^ v[1] ^ v[2] ^ v[3];
        v[1] ^= 0xdd;
        rounds(v, 4);
        long second = v[0] ^ v[1] ^ v[2] ^ v[3];
        return ByteBuffer.allocate(16)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(first)
                .putLong(second)
                .array();
    }

    private static void rounds(long[] v, int count) {
        for (int i = 0; i < count; i++) {
            v[0] += v[1];
            v[1] = Long.rotateLeft(v[1], 13) ^ v[0];
            v[0] = Long.rotateLeft(v[0], 32);
            v[2] += v[3];
            v[3] = Long.rotateLeft(v[3], 16) ^ v[2];
            v[0] += v[3];
            v[3] = Long.rotateLeft(v[3], 21) ^ v[0];
            v[2] += v[1];
            v[1] = Long.rotateLeft(v[1], 17) ^ v[2];
            v[2] = Long.rotateLeft(v[2], 32);
        }
    }

    private static byte[] bytes(String hex) {
        return java.util.HexFormat.of().parseHex(hex);
    }
}
