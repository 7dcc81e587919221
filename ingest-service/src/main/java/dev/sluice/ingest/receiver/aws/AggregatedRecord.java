// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Takes apart what the Kinesis Producer Library puts into one record of Kinesis
 * (<a href="https://github.com/awslabs/amazon-kinesis-producer/blob/master/aggregation-format.md">format</a>): four bytes by which it is
 * known, a message of
 * protobuf, and the MD5 of the message.
 */
final class AggregatedRecord {

    private static final byte[] MAGIC = {(byte) 0xf3, (byte) 0x89, (byte) 0x9a, (byte) 0xc2};
    private static final int DIGEST = 16;
    private static final int RECORDS = 3;
    private static final int DATA = 3;

    private AggregatedRecord() {}

    /** It begins like one and is not whole. */
    static final class DamagedException extends Exception {
        DamagedException(String message) {
            super(message);
        }
    }

    /** Whether a record's data is meant as an aggregated record. */
    static boolean is(byte[] data) {
        return data.length >= MAGIC.length && Arrays.equals(data, 0, MAGIC.length, MAGIC, 0, MAGIC.length);
    }

    /** The data of the records in it, in their order. */
    static List<byte[]> read(byte[] data) throws DamagedException {
        int end = data.length - DIGEST;
        if (end < MAGIC.length) {
            throw new DamagedException("an aggregated record of the KPL that ends too early");
        }
        byte[] message = Arrays.copyOfRange(data, MAGIC.length, end);
        if (!MessageDigest.isEqual(md5(message), Arrays.copyOfRange(data, end, data.length))) {
            throw new DamagedException("an aggregated record of the KPL whose MD5 is not that of its content");
        }
        try {
            return records(message);
        } catch (IOException e) {
            throw new DamagedException("an aggregated record of the KPL whose content is not protobuf of its kind");
        }
    }

    private static List<byte[]> records(byte[] message) throws IOException {
        List<byte[]> records = new ArrayList<>();
        CodedInputStream in = CodedInputStream.newInstance(message);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (RECORDS << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                int outer = in.pushLimit(in.readRawVarint32());
                records.add(dataOf(in));
                in.popLimit(outer);
            } else if (!in.skipField(tag)) {
                throw new IOException("a group that ends");
            }
        }
        return records;
    }

    private static byte[] dataOf(CodedInputStream in) throws IOException {
        byte[] data = {};
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            if (tag == (DATA << 3 | WireFormat.WIRETYPE_LENGTH_DELIMITED)) {
                data = in.readByteArray();
            } else if (!in.skipField(tag)) {
                throw new IOException("a group that ends");
            }
        }
        return data;
    }

    private static byte[] md5(byte[] message) {
        try {
            return MessageDigest.getInstance("MD5").digest(message);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
