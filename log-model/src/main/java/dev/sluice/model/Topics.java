// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.Optional;

/** The Kafka topics, in the order in which data passes them. */
public final class Topics {

    /** Chunks: whole lines as received, with {@link ChunkHeaders}. */
    public static final String RAW = "logs.raw";

    /** Events: one ECS JSON object a record, with as many partitions as {@link #RAW}. */
    public static final String PARSED = "logs.parsed";

    /** What the parser remembers to drop repeats; compacted, with as many partitions as {@link #RAW}. */
    public static final String PARSER_STATE = "sluice.parser-state";

    /** Lines that ingest or the parser could not process. */
    public static final String RAW_DEAD_LETTERS = "logs.raw-dlt";

    /** Events that Elasticsearch rejected. */
    public static final String ELASTICSEARCH_DEAD_LETTERS = "logs.parsed-elasticsearch-dlt";

    /** Events that could not be written to the lake. */
    public static final String S3_DEAD_LETTERS = "logs.parsed-s3-dlt";

    /** What people have decided about dead letters, by the letter's coordinates; compacted. */
    public static final String DEAD_LETTER_RESOLUTIONS = "sluice.dead-letter-resolutions";

    /** What the detector found: alerts as ECS events, each also on {@link #PARSED}. */
    public static final String ALERTS = "logs.alerts";

    /** What has passed in each minute: metrics as ECS events, each also on {@link #PARSED}. */
    public static final String METRICS = "logs.metrics";

    /** The detector's own: what the partitions of {@link #PARSED} add to each minute, by minute and data stream. */
    public static final String DETECTOR_TRAFFIC = "sluice.detector-traffic";

    /** The detector's own: what speaks for an attack, by who and what it is counted for. */
    public static final String DETECTOR_SIGNALS = "sluice.detector-signals";

    /** The detector's own: which pages a client has seen, by client, and which two were seen together, by page. */
    public static final String DETECTOR_PAGES = "sluice.detector-pages";

    /**
     * What parser and sinks have done with what they were given, as segments of their books; compacted, with as many partitions as
     * {@link #RAW}.
     */
    public static final String LEDGER = "sluice.ledger";

    /** Each state that the parser's rules were in, by version; compacted, one partition, so that all parsers see them in one order. */
    public static final String RULES = "sluice.rules";

    /** Each state that the detector's rules were in, by version; compacted, one partition. */
    public static final String DETECTIONS = "sluice.detections";

    /** Whose events were deleted from the stores, by whom, and the ids of those events; compacted, one partition. */
    public static final String ERASURES = "sluice.erasures";

    private static final String DEAD_LETTERS_SUFFIX = "-dlt";

    private Topics() {}

    /** The topic of events that {@code store} could not take: {@code logs.parsed-<store>-dlt}. */
    public static String deadLettersOf(String store) {
        return PARSED + '-' + store + DEAD_LETTERS_SUFFIX;
    }

    /** The store whose dead letters are in {@code topic}; empty if it is no such topic. */
    public static Optional<String> storeOf(String topic) {
        String prefix = PARSED + '-';
        return topic.startsWith(prefix)
                        && topic.endsWith(DEAD_LETTERS_SUFFIX)
                        && topic.length() > prefix.length() + DEAD_LETTERS_SUFFIX.length()
                ? Optional.of(topic.substring(prefix.length(), topic.length() - DEAD_LETTERS_SUFFIX.length()))
                : Optional.empty();
    }

    /** Whether {@code topic} holds dead letters, of whichever stage. */
    public static boolean holdsDeadLetters(String topic) {
        return topic.equals(RAW_DEAD_LETTERS) || storeOf(topic).isPresent();
    }
}
