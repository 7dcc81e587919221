// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.corpus.LineRange;
import java.io.IOException;

/** How lines get into a contestant. */
public interface Feed {

    /** The lines of a round, none of them given yet. */
    Input prepare(LineCorpus corpus, LineRange range);

    /** The lines of a round. Closing it removes what is left of them. */
    interface Input extends AutoCloseable {

        /** Does what can be done for {@link #giveAtOnce} before the time is taken. */
        void makeReady() throws IOException;

        /** Gives all lines, as fast as they are taken; {@link #makeReady} was called before. */
        void giveAtOnce() throws IOException;

        /**
         * Gives them one by one at a steady rate.
         *
         * @param given is told of each line that was given
         */
        void giveEvenly(double linesPerSecond, GivenLines given) throws IOException;

        @Override
        void close() throws IOException;
    }
}
