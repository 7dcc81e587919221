// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import java.io.IOException;
import java.util.Locale;
import org.springframework.core.NestedRuntimeException;

/**
 * Says why a service did not start. Whoever first knew what is wrong (a parser of files, the file system) does not know which file or setting that is
 * about, and whoever called it does: so it is told by all of them, but for those that only say which bean could not be made.
 */
final class StartFailure {

    private StartFailure() {}

    /** What each of the causes adds to what those around it have said, in one line. */
    static String sentence(Throwable failure) {
        StringBuilder told = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof NestedRuntimeException && cause.getCause() != null) {
                continue;
            }
            String said = said(cause);
            // Some repeat what their cause says, others are nothing but it.
            if (!said.isEmpty() && !told.toString().toLowerCase(Locale.ROOT).contains(said.toLowerCase(Locale.ROOT))) {
                told.append(told.isEmpty() ? "" : ": ").append(said);
            }
        }
        return told.isEmpty() ? failure.toString() : told.toString();
    }

    /** The first line: what follows shows the place in a file, which may hold what is nobody's business. */
    private static String said(Throwable cause) {
        Throwable own = cause;
        if (own.getMessage() == null) {
            return own.getCause() == null ? own.toString() : "";
        }
        if (own.getCause() != null && own.getMessage().equals(own.getCause().toString())) {
            return "";
        }
        String message = own instanceof IOException ? Sluice.sentence(own) : own.getMessage();
        return message.lines().findFirst().orElse("").strip();
    }
}
