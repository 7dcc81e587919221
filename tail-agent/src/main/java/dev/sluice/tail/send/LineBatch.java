// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import dev.sluice.model.StreamDigest;
import dev.sluice.tail.config.InputSettings;
import java.nio.file.Path;

/**
 * Lines that go in one request.
 *
 * @param input says format, data stream and labels
 * @param stream id of the stream
 * @param path name of the file
 * @param body holds the lines, from {@code from}, {@code length} bytes; the last one may lack its {@code \n}
 * @param offset place of the first line in the stream
 * @param coversFrom place up to which the server has been told; what lies between it and {@code offset} holds no line for the server
 * @param lines how many there are
 * @param before digest of what was sent of the stream before the first line
 */
public record LineBatch(
        InputSettings input,
        String stream,
        Path path,
        byte[] body,
        int from,
        int length,
        long offset,
        long coversFrom,
        int lines,
        StreamDigest before) {

    /** The bytes {@code [start, end)} of the body, which are {@code newLines} lines, as a batch. */
    LineBatch part(int start, int end, int newLines) {
        StreamDigest newBefore = before.copy();
        newBefore.update(body, from, from + start);
        return new LineBatch(
                input, stream, path, body, from + start, end - start, offset + start, coversFrom, newLines, newBefore);
    }

    LineBatch covering(long newCoversFrom) {
        return new LineBatch(input, stream, path, body, from, length, offset, newCoversFrom, lines, before);
    }
}
