// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

/**
 * What Elasticsearch says about one document of a bulk. Told apart by the status and by nothing else: names of errors change with versions.
 *
 * @param status HTTP status of the item
 * @param index backing index that it was written to; empty where not asked for
 * @param error Elasticsearch's own type and reason; empty where there is none
 */
record ItemResult(int status, String index, String error, boolean inFailureStore) {

    enum Kind {
        /** Written now. */
        STORED,
        /** Was there already. */
        DUPLICATE,
        /** Not written, but may be later: send it again. */
        BUSY,
        /** Perhaps written, perhaps not: look before it is sent again. */
        UNKNOWN,
        /** Not for us to write at present, whatever the document: somebody must mend a permission or an index. */
        FORBIDDEN,
        /** This document will never be accepted as it is. */
        REJECTED
    }

    Kind kind() {
        if (status >= 200 && status < 300) {
            // Stored, but in the data stream's failure store, where no dashboard looks.
            return inFailureStore ? Kind.REJECTED : Kind.STORED;
        }
        return switch (status) {
            case 409 -> Kind.DUPLICATE;
            case 429 -> Kind.BUSY;
            case 401, 403, 404 -> Kind.FORBIDDEN;
            default -> status >= 500 || status < 400 ? Kind.UNKNOWN : Kind.REJECTED;
        };
    }
}
