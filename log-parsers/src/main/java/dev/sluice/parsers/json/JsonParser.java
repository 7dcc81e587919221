// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.ReservedLabels;
import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.EventType;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Line;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.NamedDatasets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * One JSON object a line. Fields of ECS are taken as they are, whether nested or with dots in their names; the usual names of time, message
 * and level are mapped where the event has none of its own; everything else goes below {@code fields}. A value that does not fit its ECS field
 * moves there too, so that an odd event is mended and not lost.
 */
public final class JsonParser implements LineParser {

    private static final EcsField TIMESTAMP = EcsField.at("@timestamp");
    private static final EcsField MESSAGE = EcsField.at("message");
    private static final EcsField LEVEL = EcsField.at("log.level");
    private static final EcsField LOG = EcsField.at("log");
    private static final EcsField SYSLOG = EcsField.at("log.syslog");
    private static final EcsField PROCESS = EcsField.at("process");
    private static final EcsField LOG_FILE_PATH = EcsField.at("log.file.path");
    private static final EcsField EVENT = EcsField.at("event");
    private static final EcsField EVENT_ORIGINAL = EcsField.at("event.original");
    private static final EcsField EVENT_DATASET = EcsField.at("event.dataset");
    private static final EcsField DATASET = EcsField.at("data_stream.dataset");
    private static final EcsField HOST = EcsField.at("host");
    private static final EcsField HOST_NAME = EcsField.at("host.name");
    private static final EcsField LABELS = EcsField.at("labels");
    private static final EcsField CLOUD = EcsField.at("cloud");
    private static final EcsField ECS_VERSION = EcsField.at("ecs.version");

    private static final EcsField[] WRITTEN_APART = {EVENT, LOG, HOST, TIMESTAMP};

    /** What every event carries already, or what the pipeline decides. */
    private static final List<EcsField> OURS = List.of(
            EcsField.at("event.id"),
            EcsField.at("event.kind"),
            EcsField.at("event.created"),
            EcsField.at("event.ingested"),
            EcsField.at("data_stream.type"),
            EcsField.at("data_stream.namespace"));

    /** Names that loggers use for what ECS calls otherwise, the likeliest first. */
    private static final byte[][] TIME_ALIASES =
            names("time", "ts", "timestamp", "eventTime", "Timestamp", "@t", "asctime", "__REALTIME_TIMESTAMP");

    private static final byte[][] MESSAGE_ALIASES = names("msg", "Message", "@m", "MESSAGE");
    private static final byte[][] LEVEL_ALIASES = names("level", "severity", "Level", "@l", "levelname");

    /** MongoDB writes {@code "t":{"$date":"2026-11-28T11:00:00.123+00:00"}}. */
    private static final byte[] MONGODB_TIME = "t".getBytes(US_ASCII);

    private static final byte[] MONGODB_DATE = "$date".getBytes(US_ASCII);

    /** Datasets that lines name, kept between lines; there are few. */
    private static final int MAX_DATASETS = 64;

    private final EventType defaultType;
    private final NamedDatasets datasets;
    private final Map<String, EventType> types = new HashMap<>();
    private final JsonDocument document;
    private final JsonTime time;
    private final EcsValues values;
    private final EcsObject ecs;
    private final UnmappedFields others;

    /** Of the line at hand: the dataset it names, or null; and its labels, of which only those that nobody else took are written there. */
    private String dataset;

    private int labels;
    private boolean hasLabels;
    private final BitSet labelIsFree = new BitSet();

    /** Members that were taken for ECS fields under another name. */
    private int timeAlias;

    private int messageAlias;
    private int levelAlias;

    /** Members at the top whose names ECS does not know. */
    private int[] unknown = new int[32];

    private int unknownCount;

    /**
     * @param dataset of lines that name none
     * @param maxDepth objects and arrays nested deeper are refused; the outermost is 1
     * @param enrichments what is added where the line holds an address or user agent and nothing about it
     * @param datasets which ones lines may name
     */
    public JsonParser(String dataset, int maxDepth, Enrichments enrichments, NamedDatasets datasets) {
        defaultType = EventType.of(dataset);
        this.datasets = datasets;
        document = new JsonDocument(maxDepth);
        time = new JsonTime(document);
        values = new EcsValues(document, time);
        ecs = new EcsObject(document, values, enrichments);
        others = new UnmappedFields(document);
    }

    @Override
    public boolean parse(Line line, EcsEventWriter event) {
        int root = document.read(line.bytes, line.from, line.to);
        if (root == JsonDocument.NONE) {
            return line.stop(line.from + document.problemAt(), DeadLetterReason.BAD_JSON, document.problem());
        }
        if (document.kind(root) != JsonDocument.OBJECT) {
            return line.stop(line.from, DeadLetterReason.BAD_JSON, "a JSON object");
        }
        clear();
        time.useZoneOf(event, defaultType);
        place(EcsField.ROOT, root, event);
        long timestamp = timestamp(root, event);
        messageAlias = alias(root, MESSAGE, MESSAGE_ALIASES);
        levelAlias = alias(root, LEVEL, LEVEL_ALIASES);
        placeUnknown();
        write(line, event, timestamp);
        return true;
    }

    private void clear() {
        ecs.clear();
        others.clear();
        dataset = null;
        labels = JsonDocument.NONE;
        hasLabels = false;
        labelIsFree.clear();
        timeAlias = JsonDocument.NONE;
        unknownCount = 0;
    }

    /** Sorts the members of {@code object}, which stands at {@code group}, into ECS fields and others. */
    private void place(EcsField group, int object, EcsEventWriter event) {
        for (int node = document.firstChild(object); node != JsonDocument.NONE; node = document.next(node)) {
            EcsField field = group.descendant(
                    document.text(), document.keyFrom(node), document.keyTo(node), document.keyHash(node));
            if (field == null) {
                if (group == EcsField.ROOT) {
                    addUnknown(node);
                } else {
                    others.add(group, node);
                }
            } else if (field.isGroup() && document.kind(node) == JsonDocument.OBJECT) {
                place(field, node, event);
            } else if (document.kind(node) != JsonDocument.NULL) {
                placeValue(field, node, event);
            }
        }
    }

    private void placeValue(EcsField field, int node, EcsEventWriter event) {
        if (field == ECS_VERSION) {
            // Ours takes its place: it says what names the event has now.
            return;
        }
        if (field == EVENT_DATASET || field == DATASET) {
            placeDataset(field, node, event);
        } else if (field == LABELS && labels == JsonDocument.NONE && document.kind(node) == JsonDocument.OBJECT) {
            placeLabels(node, event);
        } else if (field == LABELS || isOurs(field, event) || !values.fits(field.type(), node)) {
            others.move(field, node);
        } else {
            int earlier = ecs.put(field, node);
            if (earlier != JsonDocument.NONE) {
                others.move(field, earlier);
            }
        }
    }

    /** The sender's dataset counts before the line's. */
    private void placeDataset(EcsField field, int node, EcsEventWriter event) {
        String named = document.kind(node) == JsonDocument.STRING
                ? new String(document.text(), document.from(node), document.to(node) - document.from(node), ISO_8859_1)
                : null;
        boolean isUsed = event.headers().dataset() == null
                && DataStream.isValidPart(named)
                && (dataset == null ? datasets.admit(event.headers(), named) : dataset.equals(named));
        if (isUsed) {
            dataset = named;
        } else {
            others.move(field, node);
        }
    }

    private void placeLabels(int object, EcsEventWriter event) {
        for (int label = document.firstChild(object); label != JsonDocument.NONE; label = document.next(label)) {
            boolean isFree = !document.isRepeated(label) && document.isScalar(label) && isFree(label, event);
            if (isFree) {
                hasLabels = true;
            } else {
                others.add(LABELS, label);
            }
            labelIsFree.set(label, isFree);
        }
        labels = object;
    }

    /** Whether neither the sender nor the service has the name. One with escapes may be any name in disguise. */
    private boolean isFree(int label, EcsEventWriter event) {
        byte[] text = document.text();
        int from = document.keyFrom(label);
        int to = document.keyTo(label);
        return !ReservedLabels.contains(text, from, to)
                && ByteSearch.indexOf(text, from, to, '\\') == to
                && !event.hasLabel(text, from, to);
    }

    private boolean isOurs(EcsField field, EcsEventWriter event) {
        return OURS.contains(field)
                || field == LOG_FILE_PATH && event.headers().path() != null
                || field == HOST_NAME && event.headers().host() != null
                || event.isInDocument() && field.isBelow(CLOUD)
                || event.isInEnvelope() && field.isBelow(SYSLOG);
    }

    private long timestamp(int root, EcsEventWriter event) {
        int node = ecs.get(TIMESTAMP);
        if (node != JsonDocument.NONE) {
            time.read(node);
            return time.millis();
        }
        for (byte[] name : TIME_ALIASES) {
            node = document.member(root, name);
            if (node != JsonDocument.NONE && time.readGuessed(node)) {
                timeAlias = node;
                return time.millis();
            }
        }
        node = document.member(root, MONGODB_TIME);
        int date = node == JsonDocument.NONE ? node : document.member(node, MONGODB_DATE);
        boolean isAlone = date != JsonDocument.NONE
                && document.firstChild(node) == date
                && document.next(date) == JsonDocument.NONE;
        if (isAlone && time.read(date)) {
            timeAlias = node;
            return time.millis();
        }
        return event.defaultTimestamp();
    }

    /** Fills {@code field} from the first of the names that holds a value, if the line did not fill it itself; returns the node taken. */
    private int alias(int root, EcsField field, byte[][] names) {
        if (ecs.get(field) != JsonDocument.NONE) {
            return JsonDocument.NONE;
        }
        for (byte[] name : names) {
            int node = document.member(root, name);
            if (node != JsonDocument.NONE && document.isScalar(node)) {
                ecs.put(field, node);
                return node;
            }
        }
        return JsonDocument.NONE;
    }

    private void addUnknown(int node) {
        if (unknownCount == unknown.length) {
            unknown = Arrays.copyOf(unknown, 2 * unknownCount);
        }
        unknown[unknownCount++] = node;
    }

    private void placeUnknown() {
        for (int i = 0; i < unknownCount; i++) {
            int node = unknown[i];
            if (node != timeAlias && node != messageAlias && node != levelAlias) {
                others.add(EcsField.ROOT, node);
            }
        }
    }

    private EventType type() {
        if (dataset == null) {
            return defaultType;
        }
        if (types.size() == MAX_DATASETS && !types.containsKey(dataset)) {
            types.clear();
        }
        return types.computeIfAbsent(dataset, EventType::of);
    }

    private void write(Line line, EcsEventWriter event, long timestamp) {
        JsonBuffer json = event.begin(type(), timestamp, line);
        if (event.keepsOriginal() && ecs.get(EVENT_ORIGINAL) != JsonDocument.NONE) {
            others.move(EVENT_ORIGINAL, ecs.get(EVENT_ORIGINAL));
            ecs.remove(EVENT_ORIGINAL);
        }
        ecs.writeMembers(json, EVENT);
        event.log(ecs.get(LEVEL) != JsonDocument.NONE);
        ecs.writeMembers(json, LOG);
        if (ecs.has(HOST)) {
            event.host();
            ecs.writeMembers(json, HOST);
        }
        event.root();
        if (hasLabels) {
            writeLabels(json, event);
        }
        if (event.isInEnvelope()) {
            writeInEnvelope(line, json, event);
        }
        ecs.writeTop(json, WRITTEN_APART);
        others.write(event);
    }

    /** What the line says of its process counts before the envelope, and a message that it has not is all of it. */
    private void writeInEnvelope(Line line, JsonBuffer json, EcsEventWriter event) {
        if (!ecs.has(PROCESS)) {
            json.close(event.openProcess(false));
        }
        if (ecs.get(MESSAGE) == JsonDocument.NONE) {
            json.string(MESSAGE.key, line.bytes, line.from, line.to);
        }
    }

    private void writeLabels(JsonBuffer json, EcsEventWriter event) {
        int start = event.openLabels();
        for (int label = document.firstChild(labels); label != JsonDocument.NONE; label = document.next(label)) {
            if (labelIsFree.get(label)) {
                json.encoded(document.text(), document.keyFrom(label), document.keyTo(label));
                json.byteOf(':');
                document.write(json, label);
                json.byteOf(',');
            }
        }
        json.close(start);
    }

    private static byte[][] names(String... names) {
        return Arrays.stream(names).map(name -> name.getBytes(US_ASCII)).toArray(byte[][]::new);
    }
}
