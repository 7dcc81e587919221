// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.sink.driver.EventRecords;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The body of a {@code _bulk} request
 * (<a href="https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-bulk">Bulk API</a>): for each document one line that says what
 * to do, {@code create} being the only safe thing in a data stream, and one line with the event's own bytes:
 *
 * <pre>{@code
 * {"create":{"_index":"logs-apache.access-default","_id":"AV5FybLAujyKRE0LUTtNHg"}}
 * {"@timestamp":"2017-09-03T03:30:01.000Z", …}
 * }</pre>
 *
 * <p>Data stream and id hold no character that JSON would escape: {@link EventRecords} has seen to that.
 */
final class BulkBody {

    /** Bytes of an action line, about. */
    static final int ACTION_SIZE = 100;

    private static final byte[] CREATE = "{\"create\":{\"_index\":\"".getBytes(US_ASCII);
    private static final byte[] ID = "\",\"_id\":\"".getBytes(US_ASCII);
    private static final byte[] END = "\"}}\n".getBytes(US_ASCII);

    private BulkBody() {}

    static byte[] of(List<Document> documents) {
        ByteBuffer body = ByteBuffer.allocate(size(documents));
        String name = "";
        byte[] index = {};
        for (Document document : documents) {
            if (!document.dataStream().equals(name)) {
                name = document.dataStream();
                index = name.getBytes(US_ASCII);
            }
            body.put(CREATE)
                    .put(index)
                    .put(ID)
                    .put(document.origin().id())
                    .put(END)
                    .put(EventRecords.onOneLine(document.source()))
                    .put((byte) '\n');
        }
        return body.array();
    }

    private static int size(List<Document> documents) {
        int size = 0;
        for (Document document : documents) {
            size += CREATE.length
                    + document.dataStream().length()
                    + ID.length
                    + document.origin().id().length
                    + END.length
                    + document.source().length
                    + 1;
        }
        return size;
    }
}
