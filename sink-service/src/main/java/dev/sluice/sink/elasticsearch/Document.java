// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import static java.nio.charset.StandardCharsets.US_ASCII;

/**
 * An event on its way to Elasticsearch.
 *
 * @param dataStream full name of its data stream
 * @param source the event's JSON
 * @param attempts how often it was sent
 * @param fateUnknown whether an earlier attempt may have been stored unseen
 */
record Document(DocumentOrigin origin, String dataStream, byte[] source, int attempts, boolean fateUnknown) {

    /** A document that was not sent by this process yet. */
    static Document of(DocumentOrigin origin, String dataStream, byte[] source, boolean fateUnknown) {
        return new Document(origin, dataStream, source, 0, fateUnknown);
    }

    /** The document for its next attempt. */
    Document again(boolean nowUnknown) {
        return new Document(origin, dataStream, source, attempts + 1, fateUnknown || nowUnknown);
    }

    /** The same document, of which somebody else may have sent another copy. */
    Document withUnknownFate() {
        return new Document(origin, dataStream, source, attempts, true);
    }

    /** The same event in another form. */
    Document withSource(byte[] repaired) {
        return new Document(origin, dataStream, repaired, attempts, fateUnknown);
    }

    String id() {
        return new String(origin.id(), US_ASCII);
    }

    /** Bytes that it adds to a request, about. */
    int size() {
        return source.length + BulkBody.ACTION_SIZE;
    }
}
