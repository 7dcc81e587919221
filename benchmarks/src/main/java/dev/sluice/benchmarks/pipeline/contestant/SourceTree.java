// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.contestant;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Files of the source tree that a run takes: the rivals' configuration, and the options that our images start their JVMs with.
 *
 * @param quickStart whether JVMs are started with options for a quick start instead, for runs whose figures mean nothing
 */
public record SourceTree(Path home, boolean quickStart) {

    private static final List<String> QUICK = List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC");

    /** @throws IllegalStateException if this was not started by {@code ./sluice bench} nor by the build */
    public static SourceTree find(boolean quickStart) {
        Path home = Path.of(System.getProperty("sluice.home", "")).toAbsolutePath();
        for (Path folder = home; folder != null; folder = folder.getParent()) {
            if (Files.isDirectory(folder.resolve("benchmarks/rivals"))) {
                return new SourceTree(folder, quickStart);
            }
        }
        throw new IllegalStateException("no benchmarks/rivals in " + home + " nor above; run ./sluice bench");
    }

    public Path rivals() {
        return home.resolve("benchmarks/rivals");
    }

    /** A rival's configuration file with its {@code @@NAME@@} replaced, written to a folder. */
    public Path render(String file, Map<String, String> values, Path folder) {
        try {
            String text = Files.readString(rivals().resolve(file));
            for (Map.Entry<String, String> value : values.entrySet()) {
                text = text.replace("@@" + value.getKey() + "@@", value.getValue());
            }
            int left = text.indexOf("@@");
            if (left >= 0) {
                throw new IllegalStateException(file + " has " + text.substring(left, text.indexOf("@@", left + 2) + 2)
                        + ", which has no value");
            }
            return Files.writeString(folder.resolve(Path.of(file).getFileName()), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The options of an image's JVM, without the share of the container's memory, which has no meaning here. */
    List<String> jvmOptions(String image) {
        if (quickStart) {
            return QUICK;
        }
        try {
            return Files.readAllLines(home.resolve("docker").resolve(image).resolve("java.options")).stream()
                    .filter(line -> line.startsWith("-X") && !line.contains("RAMPercentage"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
