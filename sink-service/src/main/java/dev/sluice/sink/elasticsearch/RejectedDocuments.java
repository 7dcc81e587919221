// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.elasticsearch;

import dev.sluice.model.DeadLetterReason;

/** Where events go that Elasticsearch rejects for good. */
interface RejectedDocuments {

    /**
     * Keeps a rejected event; returns when it is kept.
     *
     * @param attempts how often it was tried, from 1
     */
    void write(DocumentOrigin origin, DeadLetterReason reason, String message, int attempts)
            throws InterruptedException;
}
