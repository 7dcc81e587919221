// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.follow;

import dev.sluice.tail.lines.UnreadEncodingException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Says why something cannot be read, and what to do. */
final class ReadProblem {

    static String of(Path path, IOException cause) {
        return switch (cause) {
            case UnreadEncodingException e -> "file " + path + " is not sent: " + e.getMessage();
            case AccessDeniedException e ->
                "cannot read " + path
                        + ": permission denied; let the agent's user read it (group, ACL), or leave it out with exclude";
            default ->
                "cannot read " + path + ": " + cause.getClass().getSimpleName() + " " + cause.getMessage()
                        + "; look at the file system, or leave it out with exclude";
        };
    }

    private ReadProblem() {}
}
