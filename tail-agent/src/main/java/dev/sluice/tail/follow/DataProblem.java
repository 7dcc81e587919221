// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Says why the data folder cannot be written, and what to do. */
final class DataProblem {

    static String of(UncheckedIOException cause) {
        return of(cause.getMessage(), cause.getCause());
    }

    static String of(IOException cause) {
        return of(cause.getMessage(), cause.getCause() instanceof IOException io ? io : cause);
    }

    private static String of(String what, IOException cause) {
        return what + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                + "): nothing is sent until it can; free space on the disk of agent.data, or make it writable";
    }

    private DataProblem() {}
}
