// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.engine;

import dev.sluice.model.DeadLetterReason;

/** A format of whole chunks rather than lines: it unpacks them, and hands on each line that it finds. */
public interface PayloadParser {

    /** Unpacks what is in [from, to); all of it ends as entries, drops or dead letters. */
    void parse(byte[] payload, int from, int to, EcsEventWriter event, Entries entries);

    /** Where what was found goes. */
    interface Entries {

        /**
         * A line to be parsed, after {@link EcsEventWriter#beginEntry}.
         *
         * @param document makes the document that holds this line alone, for the dead letter if it comes to that
         */
        void entry(LineParser parser, byte[] bytes, int from, int to, Document document);

        /** Part of the payload that can't be read. */
        void deadLetter(byte[] bytes, int from, int to, DeadLetterReason reason, String message);

        /** Something that holds no data, such as a control message. */
        void dropped(String rule);
    }

    /** A document made on demand. */
    @FunctionalInterface
    interface Document {
        byte[] bytes();
    }
}
