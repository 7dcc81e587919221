// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.stereotype.Component;

/**
 * The shards that every stream has: equal parts of the range of MD5, into which partition keys fall as they do with Kinesis. Records of one shard
 * keep their order, and so do those of one partition key.
 */
@Component
final class KinesisShards {

    private static final BigInteger HASHES = BigInteger.TWO.pow(128);
    private static final String FIRST_SEQUENCE_NUMBER = "49" + "0".repeat(54);

    private final int count;
    private final Clock clock;
    private final AtomicLong last = new AtomicLong();

    KinesisShards(AwsSettings settings, Clock clock) {
        count = settings.shards();
        this.clock = clock;
    }

    int count() {
        return count;
    }

    static String id(int shard) {
        return "shardId-%012d".formatted(shard);
    }

    /**
     * The shard of a record.
     *
     * @param explicitHash decides in place of the partition key, or null
     */
    int of(String partitionKey, BigInteger explicitHash) {
        BigInteger hash = explicitHash == null ? new BigInteger(1, md5(partitionKey)) : explicitHash;
        return hash.multiply(BigInteger.valueOf(count)).divide(HASHES).intValue();
    }

    static boolean isHash(BigInteger number) {
        return number.signum() >= 0 && number.compareTo(HASHES) < 0;
    }

    /** Greater than any before it; 56 digits, as AWS's are. */
    String nextSequenceNumber(int shard) {
        long micros = clock.millis() * 1000;
        long next = last.updateAndGet(before -> Math.max(before + 1, micros));
        return "49%051d%03d".formatted(next, shard);
    }

    /** All of them as {@code ListShards} and {@code DescribeStream} have them. */
    List<Map<String, Object>> describe() {
        List<Map<String, Object>> shards = new ArrayList<>();
        for (int shard = 0; shard < count; shard++) {
            Map<String, Object> described = new LinkedHashMap<>();
            described.put("ShardId", id(shard));
            described.put(
                    "HashKeyRange",
                    Map.of(
                            "StartingHashKey",
                            start(shard).toString(),
                            "EndingHashKey",
                            start(shard + 1).subtract(BigInteger.ONE).toString()));
            described.put("SequenceNumberRange", Map.of("StartingSequenceNumber", FIRST_SEQUENCE_NUMBER));
            shards.add(described);
        }
        return shards;
    }

    /** The least hash that {@link #of} puts into the shard. */
    private BigInteger start(int shard) {
        BigInteger[] parts = HASHES.multiply(BigInteger.valueOf(shard)).divideAndRemainder(BigInteger.valueOf(count));
        return parts[1].signum() == 0 ? parts[0] : parts[0].add(BigInteger.ONE);
    }

    private static byte[] md5(String key) {
        try {
            return MessageDigest.getInstance("MD5").digest(key.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has MD5", e);
        }
    }
}
