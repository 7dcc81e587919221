// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import tools.jackson.databind.json.JsonMapper;

/**
 * A state of a service's rules, which is a record of {@code sluice.rules} or {@code sluice.detections}. Its key is the version, so that compaction
 * keeps all of them.
 *
 * @param version its number and the start of a digest of what the files say, {@code 8-3fa9c0de}: events have the
 *     parser's in {@code sluice.rules.version}
 * @param at when it was published
 * @param by who has written the files and where they were read, {@code owner@host}
 * @param files what the files say, by their names, in the order in which they apply
 */
public record RulesVersion(String version, Instant at, String by, Map<String, String> files) {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final int DIGEST_CHARACTERS = 8;

    public RulesVersion {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /**
     * The one that comes behind another. Two parsers that read the same files at once call it the same.
     *
     * @param last null where there is none
     */
    public static RulesVersion after(RulesVersion last, Map<String, String> files, String by, Instant at) {
        long number = last == null ? 1 : last.number() + 1;
        return new RulesVersion(number + "-" + digest(files.values()), at, by, files);
    }

    /** Whether that is what its files say, whatever they are called. */
    public boolean says(Map<String, String> others) {
        return digest(files.values()).equals(digest(others.values()));
    }

    public long number() {
        return Long.parseLong(version.substring(0, version.indexOf('-')));
    }

    public ProducerRecord<byte[], byte[]> record(String topic) {
        return new ProducerRecord<>(topic, version.getBytes(UTF_8), JSON.writeValueAsBytes(this));
    }

    /** Reads what {@link #record} makes. */
    public static RulesVersion read(ConsumerRecord<byte[], byte[]> record) {
        return JSON.readValue(record.value(), RulesVersion.class);
    }

    /** What tells texts from others: the start of a digest of them, in their order. */
    public static String digest(Collection<String> texts) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String text : texts) {
                byte[] bytes = text.getBytes(UTF_8);
                digest.update((bytes.length + ":").getBytes(UTF_8));
                digest.update(bytes);
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, DIGEST_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
