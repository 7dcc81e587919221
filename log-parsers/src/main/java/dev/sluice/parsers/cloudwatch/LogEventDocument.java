// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.engine.PayloadParser.Document;
import dev.sluice.parsers.json.JsonReader;

/**
 * A document that holds one log event alone, so that its dead letter can be sent again. Made where it is needed; one instance serves all log
 * events.
 */
final class LogEventDocument implements Document {

    private static final Key MESSAGE_TYPE = Key.of("messageType");
    private static final Key OWNER = Key.of("owner");
    private static final Key LOG_GROUP = Key.of("logGroup");
    private static final Key LOG_STREAM = Key.of("logStream");
    private static final Key SUBSCRIPTION_FILTERS = Key.of("subscriptionFilters");
    private static final Key LOG_EVENTS = Key.of("logEvents");
    private static final byte[] DATA_MESSAGE = "DATA_MESSAGE".getBytes(US_ASCII);
    private static final byte[] NONE = {'[', ']'};

    private JsonReader json;
    private int logEvent;
    private LogStream stream;

    /** From now on the document is of {@code logEvent}, which {@code json} holds. */
    void at(JsonReader newJson, int newLogEvent, LogStream newStream) {
        json = newJson;
        logEvent = newLogEvent;
        stream = newStream;
    }

    @Override
    public byte[] bytes() {
        JsonBuffer document = new JsonBuffer();
        document.open();
        document.string(MESSAGE_TYPE, DATA_MESSAGE);
        document.string(OWNER, stream.owner());
        document.string(LOG_GROUP, stream.logGroup());
        document.string(LOG_STREAM, stream.logStream());
        document.raw(SUBSCRIPTION_FILTERS, NONE, 0, NONE.length);
        int logEvents = document.openArray(LOG_EVENTS);
        document.bytes(json.text(), json.from(logEvent), json.to(logEvent));
        document.byteOf(',');
        document.closeArray(logEvents);
        document.close(0);
        document.finish();
        return document.toByteArray();
    }
}
