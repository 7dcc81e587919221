// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Compressed lines: both formats allow compressed files to be put one behind the other (RFC 1952, 2.2; RFC 8878, 3). */
final class LineMerger implements ObjectMerger {

    private final OutputStream out;

    LineMerger(Path target) throws IOException {
        out = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
    }

    @Override
    public boolean add(Path file) throws IOException {
        Files.copy(file, out);
        return true;
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
