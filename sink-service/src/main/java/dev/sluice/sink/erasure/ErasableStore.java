// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import java.io.Closeable;
import java.io.IOException;
import java.util.function.Consumer;

/** A store from which events can be deleted. */
public interface ErasableStore extends Closeable {

    /** As the ledger calls it. */
    String name();

    /** How many events would be deleted; nothing is written. */
    long count(ErasureRequest request, Consumer<String> progress) throws IOException, InterruptedException;

    /**
     * Deletes what is there, but for what the sink may write again: that stays as it is until the sink is past it. May be cut off anywhere, and
     * called again.
     *
     * @param progress is told how far it is
     * @return how many events
     * @throws IllegalStateException if somebody must do something first; the message says what
     */
    long erase(ErasureRequest request, ErasureJournal journal, Consumer<String> progress)
            throws IOException, InterruptedException;

    @Override
    default void close() throws IOException {}
}
