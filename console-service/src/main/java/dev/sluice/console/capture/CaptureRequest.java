// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;

/**
 * What is looked for. What is null or empty is anything.
 *
 * @param point {@code raw} or {@code parsed}
 * @param count of lines or events
 * @param seconds that they are waited for
 * @param sender name of a token; of lines alone
 * @param namespace of the data stream
 * @param dataset of the data stream; of a line, the one that its sender named
 * @param text that the line or event holds
 */
record CaptureRequest(
        CapturePoint point, int count, int seconds, String sender, String namespace, String dataset, String text) {

    /** Where on the data's way. */
    enum CapturePoint {
        /** Lines as they were received, before the parser. */
        RAW,
        /** Events as the stores read them. */
        PARSED
    }

    boolean takes(ChunkHeaders headers) {
        return isAnyOr(sender, headers.provenance().sender())
                && isAnyOr(namespace, headers.namespaceOrDefault())
                && isAnyOr(dataset, headers.routing().dataset());
    }

    boolean takes(DataStream dataStream) {
        return isAnyOr(namespace, dataStream.namespace()) && isAnyOr(dataset, dataStream.dataset());
    }

    boolean takes(byte[] value) {
        return text == null || text.isEmpty() || new String(value, UTF_8).contains(text);
    }

    private static boolean isAnyOr(String wanted, String found) {
        return wanted == null || wanted.isBlank() || wanted.strip().equals(found);
    }
}
