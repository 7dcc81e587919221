// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.pipeline.run;

import dev.sluice.benchmarks.pipeline.corpus.LineCorpus;
import dev.sluice.benchmarks.pipeline.corpus.LineRange;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Files in a folder that a contestant follows: whole ones that appear there by renaming, or one that grows. */
public final class FileFeed implements Feed {

    private static final int BURST = 1000;

    private final Path watched;
    private final Path prepared;
    private final int files;

    /** @param files into how many the lines of a round are divided */
    public FileFeed(Path folder, int files) throws IOException {
        watched = Files.createDirectories(folder.resolve("logs"));
        // Beside it, in the same file system, so that a rename is one step.
        prepared = Files.createDirectories(folder.resolve("prepared"));
        this.files = files;
    }

    /** That the contestant follows, all files whose names end with {@code .log}. */
    public Path watched() {
        return watched;
    }

    @Override
    public Input prepare(LineCorpus corpus, LineRange range) {
        return new FileInput(corpus, range);
    }

    private final class FileInput implements Input {

        private final LineCorpus corpus;
        private final LineRange range;
        private final List<Path> names = new ArrayList<>();

        FileInput(LineCorpus corpus, LineRange range) {
            this.corpus = corpus;
            this.range = range;
        }

        @Override
        public void makeReady() throws IOException {
            for (LineRange part : range.parts(files)) {
                Path name = Path.of("access-%012x.log".formatted(part.first()));
                corpus.writeTo(prepared.resolve(name), part);
                names.add(name);
            }
        }

        @Override
        public void giveAtOnce() throws IOException {
            for (Path name : names) {
                Files.move(prepared.resolve(name), watched.resolve(name));
            }
        }

        @Override
        public void giveEvenly(double linesPerSecond, GivenLines given) throws IOException {
            Path name = Path.of("access-%012x.log".formatted(range.first()));
            names.add(name);
            byte[] burst = new byte[BURST * corpus.longestLine()];
            long start = System.nanoTime();
            long next = range.first();
            try (OutputStream out = Files.newOutputStream(watched.resolve(name))) {
                while (next < range.end()) {
                    long due = range.first() + GivenLines.due(start, linesPerSecond, range.count());
                    int end = 0;
                    for (int i = 0; i < BURST && next < due; i++) {
                        end = corpus.write(next++, burst, end);
                    }
                    out.write(burst, 0, end);
                    given.upTo(next);
                    if (next >= due) {
                        Pause.millis(1);
                    }
                }
            }
        }

        @Override
        public void close() throws IOException {
            for (Path name : names) {
                Files.deleteIfExists(prepared.resolve(name));
                Files.deleteIfExists(watched.resolve(name));
            }
        }
    }
}
