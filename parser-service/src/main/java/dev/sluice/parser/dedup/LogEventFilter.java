// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.dedup;

import java.io.ByteArrayOutputStream;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;

/**
 * Finds which log events of one CloudWatch payload were not seen before: CloudWatch delivers a log event at least once, and the second time may
 * come in another payload.
 */
public final class LogEventFilter {

    private final DedupMemory memory;
    private final ByteArrayOutputStream news = new ByteArrayOutputStream();
    private final Set<String> here = new HashSet<>();

    LogEventFilter(DedupMemory memory) {
        this.memory = memory;
    }

    /** Whether a log event is seen for the first time; {@code eventId} is the id of the event that it becomes, which holds its own. */
    public boolean isNew(String eventId) {
        byte[] id = Base64.getUrlDecoder().decode(eventId);
        if (memory.hasLogEvent(id, 0) || !here.add(eventId)) {
            return false;
        }
        news.writeBytes(id);
        return true;
    }

    /** Those that were not seen before. */
    byte[] news() {
        return news.toByteArray();
    }
}
