// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

/** Names of the Kafka record headers. Every value is UTF-8 text; numbers are decimal. */
public final class Headers {

    // On a chunk: see ChunkHeaders for their meaning.
    public static final String SCHEME = "sluice.scheme";
    public static final String FORMAT = "sluice.format";
    public static final String BATCH = "sluice.batch";
    public static final String LINE = "sluice.line";
    public static final String STREAM = "sluice.stream";
    public static final String OFFSET = "sluice.offset";
    public static final String COVERS_FROM = "sluice.covers-from";
    public static final String DIGEST = "sluice.digest";
    public static final String LINES = "sluice.lines";
    public static final String ENCODING = "sluice.encoding";
    /** Also on an event whose record has another time than that of receipt. */
    public static final String RECEIVED = "sluice.received";

    public static final String SENDER = "sluice.sender";
    public static final String NAMESPACE = "sluice.namespace";
    public static final String DATASET = "sluice.dataset";
    /** Which datasets lines may name themselves, where the sender's token says so: see {@link DatasetScope}. */
    public static final String DATASETS = "sluice.datasets";
    /** The zone of times that are written without one, before what the parser is set to: on a dead letter that somebody has mended so. */
    public static final String ZONE = "sluice.zone";

    public static final String HOST = "sluice.host";
    public static final String PATH = "sluice.path";

    /** Prefix of a label's header; the label's name follows. */
    public static final String LABEL_PREFIX = "sluice.label.";

    /** On an event: the data stream that it belongs to, e.g. {@code logs-apache.access-default}. */
    public static final String DATA_STREAM = "sluice.data-stream";

    /** On an event that a rule sends to one store alone: {@code elasticsearch} or {@code s3}. */
    public static final String ROUTE = "sluice.route";

    /** On an event that Sluice itself has written, so that it comes from no line and is in no book: who wrote it, e.g. the id of a detection. */
    public static final String UNBOOKED = "sluice.unbooked";

    /** On a chunk or an event whose request is traced: the step before, by <a href="https://www.w3.org/TR/trace-context/">W3C Trace Context</a>. */
    public static final String TRACE = "traceparent";

    /** Prefix of all headers that only a dead letter has. */
    public static final String DLT_PREFIX = "sluice.dlt.";

    // On a dead letter, besides all headers of the chunk or event that it comes from.
    /** What the letter is known by, however often its line fails: see {@link DeadLetterId}. */
    public static final String DLT_ID = "sluice.dlt.id";
    /** A {@link DeadLetterReason}'s name. */
    public static final String DLT_REASON = "sluice.dlt.reason";
    /** What was wrong, for people; never holds the payload. */
    public static final String DLT_MESSAGE = "sluice.dlt.message";
    /** Topic, partition and offset of the record that held the value; absent where it never reached a topic. */
    public static final String DLT_TOPIC = "sluice.dlt.topic";

    public static final String DLT_PARTITION = "sluice.dlt.partition";
    public static final String DLT_OFFSET = "sluice.dlt.offset";
    /** Number of the line within its batch, from 0. */
    public static final String DLT_LINE = "sluice.dlt.line";
    /** How often the value was tried, from 1. */
    public static final String DLT_ATTEMPTS = "sluice.dlt.attempts";
    /** When it was given up, epoch milliseconds. */
    public static final String DLT_AT = "sluice.dlt.at";

    /**
     * On a replayed chunk or event: the {@link DeadLetterId} of its dead letter. On a chunk of a span that is replayed into a
     * namespace of its own: {@value #REPLAY_OF_SPAN} and that namespace.
     */
    public static final String REPLAY = "sluice.replay";

    /** On a chunk of a span that is replayed: the version of the rules that its lines are for; without, it is the newest. */
    public static final String RULES = "sluice.rules";

    /** What {@link #REPLAY} starts with where a span is replayed. */
    public static final String REPLAY_OF_SPAN = "span:";

    private Headers() {}
}
