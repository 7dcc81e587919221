// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tool that others make, if it is there: on the {@code PATH}, where its packages put it, or unpacked by {@code benchmarks/rivals/unpack.sh}.
 *
 * @param name as the result has it
 * @param executable name of the file
 * @param module a file that its package for Kafka brings, relative to the root of the file system; null if the executable is all
 * @param howToGet what brings it, for people
 */
record RivalProgram(String name, String executable, String module, String howToGet) {

    static final RivalProgram RSYSLOG = new RivalProgram(
            "rsyslog",
            "rsyslogd",
            "usr/lib/x86_64-linux-gnu/rsyslog/omkafka.so",
            "apt-get install rsyslog rsyslog-kafka, or benchmarks/rivals/unpack.sh rsyslog");
    static final RivalProgram SYSLOG_NG = new RivalProgram(
            "syslog-ng",
            "syslog-ng",
            "usr/lib/syslog-ng/3.38/libkafka.so",
            "apt-get install syslog-ng-core syslog-ng-mod-rdkafka, or benchmarks/rivals/unpack.sh syslog-ng");
    static final RivalProgram FLUENT_BIT = new RivalProgram(
            "fluent-bit", "fluent-bit", null, "package fluent-bit of its makers' own repository; Debian has none");
    static final RivalProgram VECTOR =
            new RivalProgram("vector", "vector", null, "package vector of its makers' own repository; Debian has none");

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
    }

    String notFound() {
        return "not found (" + howToGet + ")";
    }

    Optional<Found> find(SourceTree tree) {
        List<Found> candidates = new ArrayList<>();
        for (String folder : System.getenv().getOrDefault("PATH", "").split(":")) {
            candidates.add(new Found(Path.of(folder, executable), Path.of("/")));
        }
        for (Path root :
                List.of(Path.of("/"), tree.rivals().resolve(".unpacked").resolve(name))) {
            for (String folder : FOLDERS) {
                candidates.add(new Found(root.resolve(folder).resolve(executable), root));
            }
        }
        return candidates.stream()
                .filter(found -> Files.isExecutable(found.executable()))
                .filter(found -> module == null || Files.exists(found.root().resolve(module)))
                .findFirst();
    }

    /** Its own first line about its version. */
    String version(Found found, String option, java.util.Map<String, String> environment) {
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(found.executable().toString(), option).redirectErrorStream(true);
            builder.environment().putAll(environment);
            Process process = builder.start();
            String text = new String(process.getInputStream().readAllBytes(), UTF_8);
            process.waitFor();
            return text.lines()
                    .findFirst()
                    .orElse(name)
                    .replaceAll("\\s*\\(aka[^)]*\\)", "")
                    .strip();
        } catch (IOException e) {
            return name;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return name;
        }
    }
}
