// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.EventIds;
import dev.sluice.parsers.engine.Bytes;
import dev.sluice.parsers.engine.EventWriter;
import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.engine.PayloadParser.Entries;
import dev.sluice.parsers.engine.Timestamps;
import dev.sluice.parsers.json.JsonReader;

/**
 * Reads the document inside a payload: each of its {@code logEvents} becomes an event, whose message is parsed again. A control message is no data.
 * Fields that are not known, such as {@code policyLevel} or {@code extractedFields}, are ignored, as AWS adds some now and then.
 */
final class SubscriptionData {

    private static final byte[] MESSAGE_TYPE = "messageType".getBytes(US_ASCII);
    private static final byte[] DATA_MESSAGE = "DATA_MESSAGE".getBytes(US_ASCII);
    private static final byte[] CONTROL_MESSAGE = "CONTROL_MESSAGE".getBytes(US_ASCII);
    private static final byte[] OWNER = "owner".getBytes(US_ASCII);
    private static final byte[] LOG_GROUP = "logGroup".getBytes(US_ASCII);
    private static final byte[] LOG_STREAM = "logStream".getBytes(US_ASCII);
    private static final byte[] LOG_EVENTS = "logEvents".getBytes(US_ASCII);
    private static final byte[] ID = "id".getBytes(US_ASCII);
    private static final byte[] TIMESTAMP = "timestamp".getBytes(US_ASCII);
    private static final byte[] MESSAGE = "message".getBytes(US_ASCII);

    /** As {@code ParseOutput} names it. */
    private static final String CONTROL_RULE = "cloudwatch-control-message";

    private static final Key AWS = Key.of("aws");
    private static final Key CLOUDWATCH = Key.of("cloudwatch");
    private static final Key LOG_GROUP_KEY = Key.of("log_group");
    private static final Key LOG_STREAM_KEY = Key.of("log_stream");
    private static final Key EVENT_ID = Key.of("event_id");
    private static final Key CLOUD = Key.of("cloud");
    private static final Key PROVIDER = Key.of("provider");
    private static final Key ACCOUNT = Key.of("account");
    private static final Key ACCOUNT_ID = Key.of("id");

    private final LogGroups groups;

    SubscriptionData(LogGroups groups) {
        this.groups = groups;
    }

    /** Reads the document that {@code json} read last, which is in [from, to). */
    void read(JsonReader json, byte[] bytes, int from, int to, EventWriter event, Entries entries) {
        int root = json.root();
        byte[] type = text(json, json.member(root, MESSAGE_TYPE));
        if (Bytes.equal(type, 0, type.length, CONTROL_MESSAGE)) {
            entries.dropped(CONTROL_RULE);
            return;
        }
        int logEvents = json.member(root, LOG_EVENTS);
        if (!Bytes.equal(type, 0, type.length, DATA_MESSAGE) || !json.isArray(logEvents)) {
            entries.deadLetter(
                    bytes,
                    from,
                    to,
                    DeadLetterReason.NOT_THE_FORMAT,
                    "expected messageType DATA_MESSAGE or CONTROL_MESSAGE, and an array logEvents");
            return;
        }
        Origin origin = new Origin(
                string(json, json.member(root, OWNER)),
                string(json, json.member(root, LOG_GROUP)),
                string(json, json.member(root, LOG_STREAM)));
        LineParser configured = groups.configured(origin.logGroup);
        for (int logEvent = json.first(logEvents); logEvent != JsonReader.NONE; logEvent = json.next(logEvent)) {
            logEvent(json, logEvent, origin, configured, event, entries);
        }
    }

    /** Where log events come from. */
    private record Origin(String owner, String logGroup, String logStream) {}

    private void logEvent(
            JsonReader json, int logEvent, Origin origin, LineParser configured, EventWriter event, Entries entries) {
        int messageNode = json.member(logEvent, MESSAGE);
        long timestamp = json.number(json.member(logEvent, TIMESTAMP), -1);
        int idNode = json.member(logEvent, ID);
        if (!json.isString(messageNode) || !json.isString(idNode)) {
            byte[] alone = documentOf(json, logEvent, origin);
            entries.deadLetter(
                    alone,
                    0,
                    alone.length,
                    DeadLetterReason.NOT_THE_FORMAT,
                    "expected a log event with id, timestamp and message");
            return;
        }
        if (timestamp < 0 || timestamp > Timestamps.MAX) {
            byte[] alone = documentOf(json, logEvent, origin);
            entries.deadLetter(
                    alone,
                    0,
                    alone.length,
                    DeadLetterReason.BAD_TIMESTAMP,
                    "expected a log event's timestamp in epoch milliseconds");
            return;
        }
        String id = string(json, idNode);
        byte[] message = json.string(messageNode);
        int length = message.length;
        while (length > 0 && (message[length - 1] == '\n' || message[length - 1] == '\r')) {
            length--;
        }
        event.beginEntry(
                EventIds.ofCloudWatch(origin.owner, origin.logGroup, origin.logStream, id),
                timestamp,
                fields(origin, id));
        entries.entry(
                configured != null && length > 0 ? configured : groups.guessed(message, 0, length),
                message,
                0,
                length,
                () -> documentOf(json, logEvent, origin));
    }

    /** A document that holds one log event alone, so that its dead letter can be sent again. */
    private byte[] documentOf(JsonReader json, int logEvent, Origin origin) {
        JsonBuffer document = new JsonBuffer();
        document.open();
        document.string(Key.of("messageType"), DATA_MESSAGE);
        document.string(Key.of("owner"), origin.owner);
        document.string(Key.of("logGroup"), origin.logGroup);
        document.string(Key.of("logStream"), origin.logStream);
        document.raw(Key.of("subscriptionFilters"), new byte[] {'[', ']'}, 0, 2);
        int logEvents = document.openArray(Key.of("logEvents"));
        document.bytes(json.text(), json.from(logEvent), json.to(logEvent));
        document.byteOf(',');
        document.closeArray(logEvents);
        document.close(0);
        document.finish();
        return document.toByteArray();
    }

    private static byte[] fields(Origin origin, String id) {
        JsonBuffer fields = new JsonBuffer();
        int aws = fields.open(AWS);
        int cloudwatch = fields.open(CLOUDWATCH);
        fields.string(LOG_GROUP_KEY, origin.logGroup);
        fields.string(LOG_STREAM_KEY, origin.logStream);
        fields.string(EVENT_ID, id);
        fields.close(cloudwatch);
        fields.close(aws);
        int cloud = fields.open(CLOUD);
        fields.string(PROVIDER, "aws");
        int account = fields.open(ACCOUNT);
        fields.string(ACCOUNT_ID, origin.owner);
        fields.close(account);
        fields.close(cloud);
        return fields.toByteArray();
    }

    private static byte[] text(JsonReader json, int node) {
        return json.isString(node) ? json.string(node) : new byte[0];
    }

    private static String string(JsonReader json, int node) {
        return new String(text(json, node), UTF_8);
    }
}
