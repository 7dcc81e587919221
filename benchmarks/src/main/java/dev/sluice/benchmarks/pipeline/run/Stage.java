// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** What the contestants of one scenario stand on: a folder, and brokers. */
public final class Stage implements AutoCloseable {

    private final Path folder;
    private final int partitions;
    private final Map<String, BenchBroker> brokers = new LinkedHashMap<>();

    /** @param partitions of each topic */
    public Stage(Path folder, int partitions) {
        this.folder = folder;
        this.partitions = partitions;
    }

    public int partitions() {
        return partitions;
    }

    /** A folder of a contestant, or for one purpose. */
    public Path folder(String name) {
        try {
            return Files.createDirectories(folder.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A broker of the contestant's own, started when first asked for: topic names are the contestant's, and so is what the broker takes for it. */
    public BenchBroker broker(String contestant) {
        return brokers.computeIfAbsent(contestant, name -> BenchBroker.start(folder("kafka-" + name), partitions));
    }

    @Override
    public void close() {
        brokers.values().forEach(BenchBroker::close);
    }
}
