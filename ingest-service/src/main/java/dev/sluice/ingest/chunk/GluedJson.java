// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.chunk;

import dev.sluice.ingest.rejection.RequestRejectedException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** JSON documents that follow each other without a newline, as producers put them into a record and Firehose into a delivery. */
public final class GluedJson {

    private GluedJson() {}

    /** The data with each document on a line of its own; as it is, if it is anything else than objects. */
    public static byte[] lines(byte[] data) {
        int at = 0;
        while (at < data.length && Character.isWhitespace(data[at])) {
            at++;
        }
        if (at == data.length || data[at] != '{') {
            return data;
        }
        try (JsonDocuments documents = new JsonDocuments(new ByteArrayInputStream(data))) {
            return documents.readAllBytes();
        } catch (RequestRejectedException notJson) {
            return data;
        } catch (IOException e) {
            throw new UncheckedIOException("an array never fails", e);
        }
    }
}
