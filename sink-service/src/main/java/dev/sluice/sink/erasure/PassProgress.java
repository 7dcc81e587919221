// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.erasure;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** Says of all stores of a pass how far they are, in one line; safe for threads. */
final class PassProgress {

    private final Consumer<String> progress;
    private final Map<String, String> states = new TreeMap<>();

    PassProgress(Consumer<String> progress) {
        this.progress = progress;
    }

    synchronized void show(String store, String state) {
        states.put(store, state);
        progress.accept(String.join("; ", states.values()));
    }
}
