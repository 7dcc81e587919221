// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Says why the data folder cannot be written, and what to do. */
public final class DataProblem {

    private DataProblem() {}

    /** Of a problem that says what could not be written. */
    public static String of(UncheckedIOException problem) {
        return of(problem.getMessage(), problem.getCause());
    }

    /** @param what is not done, as the beginning of a sentence */
    public static String of(String what, IOException cause) {
        return what + " (" + cause.getClass().getSimpleName() + ": " + cause.getMessage()
                + "): nothing is sent until it can; free space on the disk of agent.data, or make it writable";
    }

    /** A problem that says all of that itself. */
    static IOException during(String what, IOException cause) {
        return new IOException(of(what, cause), cause);
    }
}
