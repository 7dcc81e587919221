// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.cloudwatch;

import dev.sluice.parsers.engine.JsonBuffer;
import dev.sluice.parsers.engine.Key;
import dev.sluice.parsers.json.JsonReader;

/** The fields that events have besides those of their message: what is the same for a stream is encoded once. */
final class StreamFields {

    private static final Key AWS = Key.of("aws");
    private static final Key CLOUDWATCH = Key.of("cloudwatch");
    private static final Key LOG_GROUP = Key.of("log_group");
    private static final Key LOG_STREAM = Key.of("log_stream");
    private static final Key EVENT_ID = Key.of("event_id");
    private static final Key EXTRACTED_FIELDS = Key.of("extracted_fields");
    private static final Key CLOUD = Key.of("cloud");
    private static final Key PROVIDER = Key.of("provider");
    private static final Key ACCOUNT = Key.of("account");
    private static final Key ID = Key.of("id");

    private final JsonBuffer fields = new JsonBuffer();
    private final JsonBuffer cloud = new JsonBuffer();
    private int aws;
    private int cloudWatch;
    private int eventIdAt;

    /** From now on events are of {@code stream}. */
    void at(LogStream stream) {
        fields.reset();
        aws = fields.open(AWS);
        cloudWatch = fields.open(CLOUDWATCH);
        fields.string(LOG_GROUP, stream.logGroup());
        fields.string(LOG_STREAM, stream.logStream());
        eventIdAt = fields.length();
        cloud.reset();
        int start = cloud.open(CLOUD);
        cloud.string(PROVIDER, "aws");
        int account = cloud.open(ACCOUNT);
        cloud.string(ID, stream.owner());
        cloud.close(account);
        cloud.close(start);
    }

    /** From now on they are those of the log event with that id. */
    void name(byte[] eventId, int from, int to) {
        fields.truncate(eventIdAt);
        fields.string(EVENT_ID, eventId, from, to);
    }

    /** Adds what a filter pattern with names took out of the message: an object, or nothing. */
    void extracted(JsonReader json, int node) {
        if (json.isObject(node)) {
            fields.key(EXTRACTED_FIELDS);
            json.write(fields, node);
            fields.byteOf(',');
        }
    }

    /** The fields of the log event named last; overwritten by the next. */
    JsonBuffer complete() {
        fields.close(cloudWatch);
        fields.close(aws);
        fields.bytes(cloud.array(), 0, cloud.length());
        return fields;
    }
}
