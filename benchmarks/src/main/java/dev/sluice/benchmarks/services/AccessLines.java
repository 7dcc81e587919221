// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks.services;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.benchmarks.Corpus;
import java.io.ByteArrayOutputStream;

/** Whole access lines. */
record AccessLines(byte[] bytes, int count) {

    /** As many as have room in this number of bytes. */
    static AccessLines ofAbout(int size) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        int count = 0;
        for (String line : Corpus.combined()) {
            if (bytes.size() + line.length() + 1 > size) {
                break;
            }
            bytes.writeBytes((line + "\n").getBytes(UTF_8));
            count++;
        }
        return new AccessLines(bytes.toByteArray(), count);
    }
}
