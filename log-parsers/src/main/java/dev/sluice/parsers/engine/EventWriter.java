// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.EventIds;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The event being written. What all events carry is written here; a format adds its own fields in the order of the sections: {@code event},
 * then {@link #log}, then {@link #host}, then {@link #root}. A section that a format skips is written without additions.
 *
 * <p>One instance writes all events of a consumer thread, each into the same buffer.
 */
public final class EventWriter {

    private static final Key LOG = Key.of("log");
    private static final Key FILE = Key.of("file");
    private static final Key PATH = Key.of("path");
    private static final Key OFFSET = Key.of("offset");
    private static final Key HOST = Key.of("host");
    private static final Key NAME = Key.of("name");
    private static final Key HOSTNAME = Key.of("hostname");
    private static final Key ORIGINAL = Key.of("original");

    private enum Section {
        EVENT,
        LOG,
        HOST,
        ROOT
    }

    private final Set<String> datasetsWithOriginal;
    private final JsonBuffer json = new JsonBuffer();
    private final Timestamps timestamps = new Timestamps();
    private final byte[] id = new byte[EventIds.LENGTH];
    private final List<EventHead> heads = new ArrayList<>();

    private ChunkHeaders headers;
    private long ingested;
    private EventIds ids;
    private byte[] logFields;
    private byte[] hostFields;

    private EventHead head;
    private Section section;
    private int sectionStart;
    private long offset;

    /** @param datasetsWithOriginal datasets whose events carry {@code event.original} */
    public EventWriter(Set<String> datasetsWithOriginal) {
        this.datasetsWithOriginal = datasetsWithOriginal;
    }

    /**
     * From now on events are of the chunk with these headers.
     *
     * @param now epoch milliseconds: {@code event.ingested} of all of them
     */
    public void beginChunk(ChunkHeaders newHeaders, long now) {
        headers = newHeaders;
        ingested = now;
        ids = newHeaders.stream() == null
                ? EventIds.ofBatch(newHeaders.batch())
                : EventIds.ofStream(newHeaders.stream());
        heads.clear();
        head = null;
        logFields = logFields(newHeaders.path());
        hostFields = hostFields(newHeaders.host());
    }

    public ChunkHeaders headers() {
        return headers;
    }

    /** The time of events whose line names none, epoch milliseconds. */
    public long defaultTimestamp() {
        return headers.received();
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
        json.reset();
        json.bytes(head.bytes);
        byte[] out = json.array();
        timestamps.write(timestamp, out, head.timestampAt);
        ids.write(timestamp, offset >= 0 ? offset : line.number, id, 0);
        System.arraycopy(id, 0, out, head.idAt, EventIds.LENGTH);
        if (head.keepsOriginal) {
            json.string(ORIGINAL, line.bytes, line.from, line.to);
        }
        section = Section.EVENT;
        sectionStart = 0;
        return json;
    }

    /** Goes on to the object {@code log}, which holds the file's path and the line's offset where the sender named them. */
    public JsonBuffer log() {
        json.close(sectionStart);
        section = Section.LOG;
        sectionStart = json.open(LOG);
        json.bytes(logFields);
        if (offset >= 0) {
            json.number(OFFSET, offset);
        }
        return json;
    }

    /** Goes on to the object {@code host}, which holds the name where the sender gave one. */
    public JsonBuffer host() {
        if (section == Section.EVENT) {
            log();
        }
        json.close(sectionStart);
        section = Section.HOST;
        sectionStart = json.open(HOST);
        json.bytes(hostFields);
        return json;
    }

    /** Goes on to the event's top level. */
    public JsonBuffer root() {
        if (section != Section.HOST) {
            host();
        }
        json.close(sectionStart);
        section = Section.ROOT;
        return json;
    }

    /** Whether the sender named the host. */
    public boolean hasHostName() {
        return headers.host() != null;
    }

    /** Completes the event: the buffer holds one JSON object from 0. */
    public void finish() {
        if (section != Section.ROOT) {
            root();
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

    /** The id of the event begun last, overwritten by the next. */
    public byte[] id() {
        return id;
    }

    private EventHead headOf(EventType type) {
        if (head != null && head.type == type) {
            return head;
        }
        for (EventHead known : heads) {
            if (known.type == type) {
                return known;
            }
        }
        String dataset = headers.dataset() == null ? type.dataset : headers.dataset();
        EventHead made = new EventHead(type, dataset, headers, ingested, datasetsWithOriginal.contains(dataset));
        heads.add(made);
        return made;
    }

    private static byte[] logFields(String path) {
        JsonBuffer json = new JsonBuffer();
        if (path != null) {
            int file = json.open(FILE);
            json.string(PATH, path);
            json.close(file);
        }
        return json.toByteArray();
    }

    private static byte[] hostFields(String host) {
        JsonBuffer json = new JsonBuffer();
        if (host != null) {
            json.string(NAME, host);
            json.string(HOSTNAME, host);
        }
        return json.toByteArray();
    }
}
