// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;

/**
 * The event being written. What all events carry is written here; a format adds its own fields in the order of the sections: {@code event},
 * then {@link #log}, then {@link #host}, then {@link #root}. A section that a format skips is written without additions.
 *
 * <p>One instance writes all events of a consumer thread, each into the same buffer.
 */
public final class EcsEventWriter {

    private static final Key LOG = Key.of("log");
    private static final Key OFFSET = Key.of("offset");
    private static final Key HOST = Key.of("host");
    private static final Key HOSTNAME = Key.of("hostname");
    private static final Key ORIGINAL = Key.of("original");

    private final EventOptions options;
    private final JsonBuffer json = new JsonBuffer();
    private final Timestamps timestamps = new Timestamps();
    private final byte[] id = new byte[EventIds.LENGTH];
    private final EventPrefixes prefixes;

    private ChunkHeaders headers;
    private EventIds chunkIds;
    private EventIds ids;
    private ChunkFields fields;

    /** Of the document at hand, where lines come in one. */
    private long documentTimestamp;

    private JsonBuffer documentFields;

    private final EnvelopeAtHand envelope = new EnvelopeAtHand();

    private EventPrefix head;

    /** With which the buffer starts: most events start like the one before, so that only time and id are to be written. */
    private EventPrefix headInBuffer;

    private EventSection section;
    private int sectionStart;
    private long offset;
    private boolean hasLabels;
    private boolean hasSluice;

    public EcsEventWriter(EventOptions options) {
        this.options = options;
        prefixes = new EventPrefixes(options);
    }

    /**
     * From now on events are of the chunk with these headers.
     *
     * @param now epoch milliseconds: {@code event.ingested} of all of them
     */
    public void beginChunk(ChunkHeaders newHeaders, long now) {
        headers = newHeaders;
        chunkIds = EventIds.of(options.idSecret(), newHeaders);
        ids = chunkIds;
        documentFields = null;
        envelope.close(null);
        head = null;
        prefixes.beginChunk(newHeaders, now);
        fields = new ChunkFields(newHeaders, options.rulesVersion());
    }

    public ChunkHeaders headers() {
        return headers;
    }

    /**
     * From now on events come from one entry of a document, which knows more than its line.
     *
     * @param entryIds ids of the entry; the number is always 0
     * @param timestamp of events whose line names none, epoch milliseconds
     * @param fields members of the event's top level, each with a comma behind it; must not change before the next entry
     */
    public void beginEntry(EventIds entryIds, long timestamp, JsonBuffer fields) {
        ids = entryIds;
        documentTimestamp = timestamp;
        documentFields = fields;
    }

    /** Ids for the log events of a CloudWatch stream that came in this chunk. */
    public EventIds cloudWatchIds(String owner, String logGroup, String logStream) {
        return EventIds.ofCloudWatch(
                options.idSecret(), headers.sender(), headers.namespaceOrDefault(), owner, logGroup, logStream);
    }

    /** From now on events are of the chunk's own lines again. */
    public void endEntry() {
        ids = chunkIds;
        documentFields = null;
    }

    /**
     * From now on events are of what {@code line} holds inside {@code newEnvelope}.
     *
     * @return what {@link #close} wants
     */
    public Envelope open(Envelope newEnvelope, Line line) {
        return envelope.open(newEnvelope, line);
    }

    public void close(Envelope outside) {
        envelope.close(outside);
    }

    /** Whether the program that the envelope of the line at hand names is one that {@code wanted} accepts. */
    public boolean isOfProgram(Glob wanted) {
        return envelope.isOfProgram(wanted);
    }

    /** Whether the line at hand came in an envelope. */
    public boolean isInEnvelope() {
        return envelope.isOpen();
    }

    /** Whether events come from a document, which names the cloud account itself. */
    public boolean isInDocument() {
        return documentFields != null;
    }

    /** The time of events whose line names none, epoch milliseconds. */
    public long defaultTimestamp() {
        if (envelope.isOpen()) {
            return envelope.timestamp();
        }
        return documentFields == null ? headers.received() : documentTimestamp;
    }

    /**
     * Epoch milliseconds of a time that was written without a zone.
     *
     * @param local milliseconds since 1970-01-01T00:00 of the clock that was read
     */
    public long atLocalTime(EventType type, long local) {
        return headOf(type).clock.toEpochMillis(local);
    }

    /** When ingest had the chunk, on the clock of times that are written without a zone: milliseconds since 1970-01-01T00:00. */
    public long localReceived(EventType type) {
        return headOf(type).localReceived;
    }

    /**
     * Begins the event of {@code line}; what was begun before is forgotten.
     *
     * @param timestamp epoch milliseconds between {@link Timestamps#MIN} and {@link Timestamps#MAX}
     * @return the buffer, inside the object {@code event}
     */
    public JsonBuffer begin(EventType type, long timestamp, Line line) {
        head = headOf(type);
        offset = line.offset;
        if (head == headInBuffer) {
            json.rewind(head.bytes.length);
        } else {
            json.reset();
            json.bytes(head.bytes);
            headInBuffer = head;
        }
        byte[] out = json.array();
        timestamps.write(timestamp, out, head.timestampAt);
        ids.write(timestamp, documentFields != null ? 0 : offset >= 0 ? offset : line.number, id, 0);
        ids.writeAgain(out, head.idAt);
        if (head.keepsOriginal) {
            json.string(ORIGINAL, line.whole(), line.wholeFrom(), line.wholeTo());
        }
        section = EventSection.EVENT;
        sectionStart = 0;
        hasLabels = false;
        hasSluice = false;
        return json;
    }

    /** Goes on to the object {@code log} of a line that names no level. */
    public JsonBuffer log() {
        return log(false);
    }

    /**
     * Goes on to the object {@code log}, which holds the file's path and the line's offset where the sender named them.
     *
     * @param hasLevel whether the line names its level itself, so that an envelope's does not count
     */
    public JsonBuffer log(boolean hasLevel) {
        json.close(sectionStart);
        section = EventSection.LOG;
        sectionStart = json.open(LOG);
        json.bytes(fields.log);
        if (offset >= 0) {
            json.number(OFFSET, offset);
        }
        envelope.writeLog(json, hasLevel);
        return json;
    }

    /**
     * Writes the object {@code host} of a line that names the host itself, and goes on to the event's top level.
     *
     * @param plain whether the name is known to be printable ASCII without quotes and backslashes
     */
    public JsonBuffer hostname(byte[] bytes, int from, int to, boolean plain) {
        json.close(sectionStart);
        int host = fields.openHost(json, bytes, from, to, plain);
        json.string(HOSTNAME, bytes, from, to, plain);
        json.close(host);
        section = EventSection.ROOT;
        return json;
    }

    /**
     * Goes on to the object {@code host}, which holds the name where the sender gave one.
     *
     * @param namesHost whether the line names the host itself, so that the name of an envelope or of the sender does not count for it
     */
    public JsonBuffer host(boolean namesHost) {
        host();
        if (!namesHost) {
            if (envelope.hasHost()) {
                hostMembers(envelope.bytes(), envelope.hostFrom(), envelope.hostTo());
            } else {
                json.bytes(fields.sameHostname);
            }
        }
        return json;
    }

    /** Goes on to the object {@code host}, which holds the name where the sender gave one. */
    public JsonBuffer host() {
        if (section == EventSection.EVENT) {
            log();
        }
        json.close(sectionStart);
        section = EventSection.HOST;
        sectionStart = json.open(HOST);
        json.bytes(fields.hostName);
        return json;
    }

    /** Writes name and host name of a line that names the host itself, inside the object {@code host}. */
    public void hostMembers(byte[] bytes, int from, int to) {
        fields.writeHostName(json, bytes, from, to);
        json.string(HOSTNAME, bytes, from, to);
    }

    /** Goes on to the event's top level. */
    public JsonBuffer root() {
        boolean isBeforeHost = section == EventSection.EVENT || section == EventSection.LOG;
        if (isBeforeHost && envelope.hasHost()) {
            if (section == EventSection.EVENT) {
                log();
            }
            return hostname(envelope.bytes(), envelope.hostFrom(), envelope.hostTo(), false);
        }
        if (!envelope.isOpen() && section == EventSection.EVENT && offset < 0) {
            json.close(sectionStart);
            json.bytes(fields.logAndHost);
            section = EventSection.ROOT;
            return json;
        }
        if (section != EventSection.HOST) {
            host();
            json.bytes(fields.sameHostname);
        }
        json.close(sectionStart);
        section = EventSection.ROOT;
        return json;
    }

    /** Opens the object {@code process}, which holds what an envelope says of it; the format adds its own and closes it. */
    public int openProcess(boolean hasPid) {
        return openProcess(false, hasPid);
    }

    /** The same for a format that may name the process itself. */
    public int openProcess(boolean hasName, boolean hasPid) {
        return envelope.openProcess(json, hasName, hasPid);
    }

    /** Whether the event begun last carries {@code event.original}. */
    public boolean keepsOriginal() {
        return head.keepsOriginal;
    }

    /** Whether the sender set the label of that name. */
    public boolean hasLabel(byte[] name, int from, int to) {
        return fields.hasLabel(name, from, to);
    }

    /** Opens the object {@code labels}, which holds the sender's; the format adds the line's own and closes it. */
    public int openLabels() {
        hasLabels = true;
        return fields.openLabels(json);
    }

    /** Opens the object {@code sluice}, which holds who sent the line; the format adds what it has to say and closes it. */
    public int openSluice() {
        hasSluice = true;
        return fields.openSluice(json);
    }

    /** Completes the event: the buffer holds one JSON object from 0. */
    public void finish() {
        if (section != EventSection.ROOT) {
            root();
        }
        if (!hasLabels) {
            json.bytes(fields.labels);
        }
        if (!hasSluice) {
            json.bytes(fields.sluice);
        }
        if (documentFields != null) {
            json.bytes(documentFields.array(), 0, documentFields.length());
        }
        json.close(0);
        json.finish();
    }

    public JsonBuffer json() {
        return json;
    }

    /** The data stream of the event begun last. */
    public DataStream dataStream() {
        return head.dataStream;
    }

    /** How many bytes the event begun last has in common with all of its kind, but for time and id; they end inside the object {@code event}. */
    public int headLength() {
        return head.bytes.length;
    }

    /** The id of the event begun last, overwritten by the next. */
    public byte[] id() {
        return id;
    }

    private EventPrefix headOf(EventType type) {
        return head != null && head.type == type ? head : prefixes.of(type);
    }
}
