// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.OwnEvents;
import dev.sluice.operations.replay.RawSpan.SpanProgress;
import dev.sluice.sink.s3.LakeReader;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The events of the lake as they were on {@code logs.parsed}. A reader of the lake takes apart only what it looks up itself; here all of it is
 * JSON.
 */
final class LakeEvents {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final LakeReader lake;

    LakeEvents(LakeReader lake) {
        this.lake = lake;
    }

    /**
     * Hands over events of times in [from, to), hour after hour.
     *
     * @param wanted is asked of an event in which only time, {@code event} and {@code data_stream} can be looked up
     */
    void read(
            Instant from, Instant to, Predicate<ObjectNode> wanted, Consumer<byte[]> events, Consumer<String> progress)
            throws IOException, InterruptedException {
        read(from, to, wanted, events, progress, () -> true);
    }

    /**
     * The same, until somebody has enough.
     *
     * @param goOn is asked before each object
     * @return how many objects were read, and how many are left
     */
    SpanProgress read(
            Instant from,
            Instant to,
            Predicate<ObjectNode> wanted,
            Consumer<byte[]> events,
            Consumer<String> progress,
            BooleanSupplier goOn)
            throws IOException, InterruptedException {
        List<String> keys = lake.keys(from, to);
        int done = 0;
        for (String key : keys) {
            if (!goOn.getAsBoolean()) {
                break;
            }
            lake.read(key, event -> {
                if (isWithin(event, from, to) && wanted.test(event)) {
                    events.accept(bytes(event));
                }
            });
            progress.accept(++done + " of " + keys.size() + " objects of the lake");
        }
        return new SpanProgress(done, 0, 0, keys.size() - done);
    }

    static byte[] bytes(ObjectNode event) {
        return JSON.writeValueAsBytes(event);
    }

    static ObjectNode whole(byte[] event) {
        return (ObjectNode) JSON.readTree(event);
    }

    static boolean isWithin(ObjectNode event, Instant from, Instant to) {
        try {
            Instant time = Instant.parse(event.path("@timestamp").asString(""));
            return !time.isBefore(from) && time.isBefore(to);
        } catch (DateTimeException e) {
            return false;
        }
    }

    /** Whether Sluice says it of itself, so that no rule has made it. */
    static boolean isOwn(ObjectNode event) {
        return event.at("/event/dataset").asString("").startsWith(OwnEvents.PREFIX);
    }

    /** Whether no detection looks at it. */
    static boolean isUnwatched(ObjectNode event) {
        return OwnEvents.areUnwatched(event.at("/event/dataset").asString(""));
    }
}
