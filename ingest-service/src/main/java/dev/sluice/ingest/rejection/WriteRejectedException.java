// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import java.util.Iterator;
import java.util.List;

/** Kafka did not take all of a request; says what is known of each part. */
public final class WriteRejectedException extends RequestRejectedException {

    /** What has become of a part. */
    public enum Fate {
        /** It is in Kafka, or is not to be kept. */
        WRITTEN,
        /** It was never sent. */
        NOT_SENT,
        /** It was sent, in part at least, and whether it arrived is not known. */
        UNKNOWN
    }

    private final transient List<Fate> fates;

    /** @param fates of the batches, in the order in which they were to be written */
    public WriteRejectedException(
            RejectionReason reason, String message, long accepted, Throwable cause, List<Fate> fates) {
        super(reason, message, accepted, cause);
        this.fates = List.copyOf(fates);
    }

    /**
     * The same for more batches.
     *
     * @param isToBeWritten for each of them, whether it is one of those of this rejection; nothing of the others is to be kept
     */
    public WriteRejectedException among(List<Boolean> isToBeWritten) {
        Iterator<Fate> known = fates.iterator();
        List<Fate> all = isToBeWritten.stream()
                .map(isOurs -> isOurs ? known.next() : Fate.WRITTEN)
                .toList();
        return new WriteRejectedException(reason(), getMessage(), accepted(), getCause(), all);
    }

    /** Of the batches, in the order in which they were to be written. */
    public List<Fate> fates() {
        return fates;
    }
}
