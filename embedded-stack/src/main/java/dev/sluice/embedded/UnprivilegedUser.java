// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import com.sun.security.auth.module.UnixSystem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How a program that refuses to run as root is run by root.
 *
 * <p>First choice is a user namespace in which the process sees itself as an ordinary user: outside of it it is root without any capability, so
 * folders that only root may enter stay open to it, and its files are root's. Where namespaces are forbidden (containers, mostly), it runs as
 * {@code nobody} with the one capability of entering such folders. Neither changes the owner of a file.
 */
final class UnprivilegedUser {

    private static final List<String> NAMESPACE =
            List.of("unshare", "--user", "--map-user=1000", "--map-group=1000", "--");
    private static final List<String> NOBODY = List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=-all,+dac_override",
            "--ambient-caps=-all,+dac_override",
            "--");

    /** In the order in which they are tried. */
    static final List<List<String>> CHOICES = List.of(NAMESPACE, NOBODY);

    private static final int PROBE_SECONDS = 10;

    private UnprivilegedUser() {}

    /**
     * What to put before a command.
     *
     * @param readable what the command must be able to read
     * @param writable what it must be able to write; files of an earlier run say which user may write them
     * @throws EmbeddedStackException if we are root and neither way works
     */
    static List<String> prefix(List<Path> readable, List<Path> writable) {
        return new UnixSystem().getUid() == 0 ? prefixForRoot(CHOICES, readable, writable) : List.of();
    }

    static List<String> prefixForRoot(List<List<String>> choices, List<Path> readable, List<Path> writable) {
        for (List<String> choice : choices) {
            if (works(choice, readable, writable)) {
                return choice;
            }
        }
        throw new EmbeddedStackException(
                "Elasticsearch refuses to run as root, and neither 'unshare' nor 'setpriv' of util-linux"
                        + " can start it as somebody else here; run Sluice as an ordinary user");
    }

    private static boolean works(List<String> prefix, List<Path> readable, List<Path> writable) {
        StringBuilder test = new StringBuilder("test $(id -u) -ne 0");
        List<String> command = new ArrayList<>(prefix);
        int argument = 0;
        for (Path path : readable) {
            test.append(" && test -r \"${").append(argument++).append("}\"");
        }
        for (Path path : writable) {
            test.append(" && test -w \"${").append(argument++).append("}\"");
        }
        command.addAll(List.of("sh", "-c", test.toString()));
        readable.forEach(path -> command.add(path.toString()));
        writable.forEach(path -> command.add(path.toString()));
        try {
            Process probe = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!probe.waitFor(PROBE_SECONDS, TimeUnit.SECONDS)) {
                probe.destroyForcibly();
                return false;
            }
            return probe.exitValue() == 0;
        } catch (IOException e) {
            // The program is not there.
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new EmbeddedStackException("interrupted while looking for a way to start Elasticsearch", e);
        }
    }
}
