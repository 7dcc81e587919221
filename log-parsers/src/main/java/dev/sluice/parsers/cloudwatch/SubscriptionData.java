// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIds;
import dev.sluice.parsers.engine.EcsEventWriter;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.PayloadParser.Entries;
import dev.sluice.parsers.engine.Timestamps;
import dev.sluice.parsers.json.JsonReader;

/**
 * Reads the document inside a payload: each of its {@code logEvents} becomes an event, whose message is parsed again. A control message is no data.
 * Fields that are not known, such as {@code policyLevel}, are ignored, as AWS adds some now and then.
 */
final class SubscriptionData {

    private static final byte[] MESSAGE_TYPE = "messageType".getBytes(US_ASCII);
    private static final String DATA_MESSAGE = "DATA_MESSAGE";
    private static final String CONTROL_MESSAGE = "CONTROL_MESSAGE";
    private static final byte[] OWNER = "owner".getBytes(US_ASCII);
    private static final byte[] LOG_GROUP = "logGroup".getBytes(US_ASCII);
    private static final byte[] LOG_STREAM = "logStream".getBytes(US_ASCII);
    private static final byte[] LOG_EVENTS = "logEvents".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] TIMESTAMP = "timestamp".getBytes(US_ASCII);
    private static final byte[] MESSAGE = "message".getBytes(US_ASCII);

    /** As {@code ParseOutput} names it. */
    private static final String CONTROL_RULE = "cloudwatch-control-message";

    private static final byte[] EXTRACTED_FIELDS = "extractedFields".getBytes(US_ASCII);

    private final LogGroups groups;
    private final StreamFields fields = new StreamFields();
    private final LogEventDocument alone = new LogEventDocument();

    /** Of the document at hand. */
    private EventIds ids;

    private LineParser configured;

    SubscriptionData(LogGroups groups) {
        this.groups = groups;
    }

    /** Whether the document that {@code json} read last is a subscription's for sure: it has all that each of them has. */
    static boolean isIn(JsonReader json) {
        int root = json.root();
        String type = json.string(json.member(root, MESSAGE_TYPE));
        return (type.equals(DATA_MESSAGE) || type.equals(CONTROL_MESSAGE))
                && json.isString(json.member(root, OWNER))
                && json.isString(json.member(root, LOG_GROUP))
                && json.isString(json.member(root, LOG_STREAM))
                && json.isArray(json.member(root, LOG_EVENTS));
    }

    /** Reads the document that {@code json} read last, which is in [from, to). */
    void read(JsonReader json, byte[] bytes, int from, int to, EcsEventWriter event, Entries entries) {
        int root = json.root();
        String type = json.string(json.member(root, MESSAGE_TYPE));
        if (type.equals(CONTROL_MESSAGE)) {
            entries.dropped(CONTROL_RULE);
            return;
        }
        int logEvents = json.member(root, LOG_EVENTS);
        if (!type.equals(DATA_MESSAGE) || !json.isArray(logEvents)) {
            entries.deadLetter(
                    bytes,
                    from,
                    to,
                    DeadLetterReason.NOT_THE_FORMAT,
                    "expected messageType DATA_MESSAGE or CONTROL_MESSAGE, and an array logEvents");
            return;
        }
        LogStream stream = new LogStream(
                json.string(json.member(root, OWNER)),
                json.string(json.member(root, LOG_GROUP)),
                json.string(json.member(root, LOG_STREAM)));
        ids = event.cloudWatchIds(stream.owner(), stream.logGroup(), stream.logStream());
        configured = groups.configured(stream.logGroup());
        fields.at(stream);
        for (int logEvent = json.first(logEvents); logEvent != JsonReader.NONE; logEvent = json.next(logEvent)) {
            alone.at(json, logEvent, stream);
            logEvent(json, logEvent, event, entries);
        }
    }

    private void logEvent(JsonReader json, int logEvent, EcsEventWriter event, Entries entries) {
        int message = json.member(logEvent, MESSAGE);
        int id = json.member(logEvent, ID);
        if (!json.isString(message) || !json.isString(id)) {
            refuse(DeadLetterReason.NOT_THE_FORMAT, "expected a log event with id, timestamp and message", entries);
            return;
        }
        long timestamp = json.number(json.member(logEvent, TIMESTAMP), -1);
        if (timestamp < 0 || timestamp > Timestamps.MAX) {
            refuse(DeadLetterReason.BAD_TIMESTAMP, "expected a log event's timestamp in epoch milliseconds", entries);
            return;
        }
        int idLength = json.decode(id);
        ids.nameLogEvent(json.decoded(), 0, idLength);
        fields.name(json.decoded(), 0, idLength);
        fields.extracted(json, json.member(logEvent, EXTRACTED_FIELDS));
        event.beginEntry(ids, timestamp, fields.complete());
        int length = json.decode(message);
        byte[] text = json.decoded();
        while (length > 0 && (text[length - 1] == '\n' || text[length - 1] == '\r')) {
            length--;
        }
        LineParser parser = configured != null && length > 0 ? configured : groups.guessed(text, 0, length);
        entries.entry(parser, text, 0, length, alone);
    }

    private void refuse(DeadLetterReason reason, String expected, Entries entries) {
        byte[] document = alone.bytes();
        entries.deadLetter(document, 0, document.length, reason, expected);
    }
}
