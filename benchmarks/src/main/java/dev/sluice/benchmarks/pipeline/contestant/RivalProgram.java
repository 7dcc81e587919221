// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tool that others make, if it is there: on the {@code PATH}, where its packages put it, or unpacked by {@code benchmarks/rivals/unpack.sh}.
 *
 * @param name as the result has it
 * @param executable name of the file
 * @param module a file that its package for Kafka brings, relative to the root of the file system; empty if the executable is all
 * @param versionOption with which it says its version
 * @param howToGet what brings it, for people
 */
record RivalProgram(Kind kind, String name, String executable, String module, String versionOption, String howToGet) {

    /** How it is started. */
    enum Kind {
        RSYSLOG,
        SYSLOG_NG,
        FLUENT_BIT,
        VECTOR
    }

    static final RivalProgram RSYSLOG = new RivalProgram(
            Kind.RSYSLOG,
            "rsyslog",
            "rsyslogd",
            "usr/lib/x86_64-linux-gnu/rsyslog/omkafka.so",
            "-v",
            "apt-get install rsyslog rsyslog-kafka, or benchmarks/rivals/unpack.sh rsyslog");
    static final RivalProgram SYSLOG_NG = new RivalProgram(
            Kind.SYSLOG_NG,
            "syslog-ng",
            "syslog-ng",
            "usr/lib/syslog-ng/3.38/libkafka.so",
            "--version",
            "apt-get install syslog-ng-core syslog-ng-mod-rdkafka, or benchmarks/rivals/unpack.sh syslog-ng");
    static final RivalProgram FLUENT_BIT = new RivalProgram(
            Kind.FLUENT_BIT,
            "fluent-bit",
            "fluent-bit",
            "",
            "--version",
            "package fluent-bit of its makers' own repository; Debian has none");
    static final RivalProgram VECTOR = new RivalProgram(
            Kind.VECTOR,
            "vector",
            "vector",
            "",
            "--version",
            "package vector of its makers' own repository; Debian has none");

    private static final Path ROOT = Path.of("/");
    private static final List<String> FOLDERS =
            List.of("usr/sbin", "usr/bin", "usr/local/sbin", "usr/local/bin", "opt/fluent-bit/bin");

    /**
     * A program that was found.
     *
     * @param root of the file system that it is part of: {@code /}, or where it was unpacked
     */
    record Found(Path executable, Path root) {

        boolean unpacked() {
            return root.getNameCount() > 0;
        }

        /** Where its libraries are, for its environment. */
        Map<String, String> libraries() {
            return unpacked()
                    ? Map.of(
                            "LD_LIBRARY_PATH",
                            root.resolve("usr/lib/x86_64-linux-gnu") + ":" + root.resolve("usr/lib/syslog-ng") + ":"
                                    + root.resolve("lib/x86_64-linux-gnu"))
                    : Map.of();
        }
    }

    String notFound() {
        return "not found (" + howToGet + ")";
    }

    Optional<Found> find(SourceTree tree) {
        List<Found> candidates = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            candidates.add(new Found(Path.of(folder, executable), ROOT));
        }
        for (Path root : List.of(ROOT, tree.rivals().resolve(".unpacked").resolve(name))) {
            for (String folder : FOLDERS) {
                candidates.add(new Found(root.resolve(folder).resolve(executable), root));
            }
        }
        return candidates.stream()
                .filter(found -> Files.isExecutable(found.executable()))
                .filter(found -> module.isEmpty() || Files.exists(found.root().resolve(module)))
                .findFirst();
    }

    /** Its own first line about its version, without more of it than that. */
    String version(Found found) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(found.executable().toString(), versionOption).redirectErrorStream(true);
            builder.environment().putAll(found.libraries());
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return text.lines()
                    .findFirst()
                    .orElse(name)
                    .replaceAll("\\s*\\(aka.*", "")
                    .strip();
        } catch (IOException e) {
            return name;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return name;
        }
    }
}
