// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.CodedOutputStream;
import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.model.ChunkHeaders;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.util.unit.DataSize;

/** The KPL's aggregated records, made here as its description of the format has them, become the lines of the records in them. */
class AggregatedRecordTest {

    private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};

    @Test
    void eachRecordInItIsALineInTheirOrder() throws Exception {
        byte[] record = sealed(message("one", "two", "three"));

        assertThat(AggregatedRecord.is(record)).isTrue();
        assertThat(lines(record)).containsExactly("one", "two", "three");
    }

    @Test
    void recordsInItAreTakenApartLikeOthers() throws Exception {
        byte[] record = sealed(message("{\"a\":1}{\"a\":2}", "x\ny\n", "z"));

        assertThat(lines(record)).containsExactly("{\"a\":1}", "{\"a\":2}", "x", "y", "z");
    }

    @Test
    void aCompressedRecordInItIsDecompressed() throws Exception {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(compressed)) {
            gzip.write("one\ntwo\n".getBytes(UTF_8));
        }

        assertThat(lines(sealed(message(compressed.toByteArray())))).containsExactly("one", "two");
    }

    @Test
    void fieldsThatAreNotKnownAndRecordsWithoutDataArePassedOver() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeByteArray(3, new byte[] {8, 0});
        out.writeString(9, "of a later version");
        out.writeByteArray(3, userRecord("one".getBytes(UTF_8)));
        out.flush();

        assertThat(lines(sealed(bytes.toByteArray()))).containsExactly("one");
    }

    @Test
    void anEmptyOneHasNoLines() throws Exception {
        assertThat(lines(sealed(new byte[0]))).isEmpty();
    }

    @Test
    void aRecordThatOnlyBeginsAlikeIsALine() throws Exception {
        assertThat(lines("plain".getBytes(UTF_8))).containsExactly("plain");
        assertThat(AggregatedRecord.is(Arrays.copyOf(MAGIC, 3))).isFalse();
    }

    @Test
    void oneWhoseDigestIsNotThatOfItsContentIsADeadLetterAsItCame() throws Exception {
        byte[] record = sealed(message("one", "two"));
        record[8] ^= 1;

        assertDead(record, "an aggregated record of the KPL whose MD5 is not that of its content");
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 5, 19})
    void oneThatEndsTooEarlyIsADeadLetter(int length) throws Exception {
        assertDead(
                Arrays.copyOf(sealed(message("one", "two", "three")), length),
                "an aggregated record of the KPL that ends too early");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1a7f01", "0b0c0c", "1affffffff0f", "1a021a7f"})
    void contentThatIsNoProtobufIsADeadLetter(String hexadecimal) throws Exception {
        assertDead(
                sealed(HexFormat.of().parseHex(hexadecimal)),
                "an aggregated record of the KPL whose content is not protobuf of its kind");
    }

    private static void assertDead(byte[] record, String message) {
        List<Chunk> dead = chunks(record).stream().filter(Chunk::isDeadLetter).toList();
        assertThat(lines(record)).isEmpty();
        assertThat(dead).hasSize(1);
        assertThat(dead.getFirst().bytes()).isEqualTo(record);
        assertThat(dead.getFirst().deadLetter().message()).isEqualTo(message);
    }

    private static List<String> lines(byte[] record) {
        return chunks(record).stream()
                .filter(chunk -> !chunk.isDeadLetter())
                .flatMap(chunk -> new String(chunk.bytes(), UTF_8).lines())
                .toList();
    }

    private static List<Chunk> chunks(byte[] record) {
        RecordLines lines = new RecordLines(
                new ChunkSettings(DataSize.ofKilobytes(512), DataSize.ofMegabytes(1), DataSize.ofMegabytes(6)),
                bytes -> {});
        lines.add(record);
        return lines.batches(ChunkHeaders.of("auto", "batch", 0), "key").stream()
                .map(ChunkBatch::chunks)
                .flatMap(List::stream)
                .toList();
    }

    private static byte[] message(String... data) throws IOException {
        byte[][] records = new byte[data.length][];
        for (int i = 0; i < data.length; i++) {
            records[i] = data[i].getBytes(UTF_8);
        }
        return message(records);
    }

    /** A table of partition keys, one of explicit hash keys, and the records. */
    private static byte[] message(byte[]... data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeString(1, "host-1");
        out.writeString(2, "170141183460469231731687303715884105728");
        for (byte[] one : data) {
            out.writeByteArray(3, userRecord(one));
        }
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] userRecord(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream out = CodedOutputStream.newInstance(bytes);
        out.writeUInt64(1, 0);
        out.writeUInt64(2, 0);
        out.writeByteArray(3, data);
        out.flush();
        return bytes.toByteArray();
    }

    private static byte[] sealed(byte[] message) throws GeneralSecurityException, IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(MAGIC);
        bytes.write(message);
        bytes.write(MessageDigest.getInstance("MD5").digest(message));
        return bytes.toByteArray();
    }
}
