// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.ChunkHeaders.StreamOffset;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;

/** Reads {@link ChunkHeaders} from a record's headers. */
final class HeaderReader {

    private final Map<String, byte[]> headers;

    HeaderReader(Map<String, byte[]> headers) {
        this.headers = headers;
    }

    ChunkHeaders chunkHeaders() {
        long scheme = number(Headers.SCHEME);
        if (scheme > ChunkHeaders.SCHEME) {
            throw new NewerSchemeException("header " + Headers.SCHEME, scheme, ChunkHeaders.SCHEME);
        }
        if (scheme != ChunkHeaders.SCHEME) {
            throw new IllegalArgumentException(
                    "header " + Headers.SCHEME + " must be " + ChunkHeaders.SCHEME + ", was " + scheme);
        }
        return new ChunkHeaders(
                new Routing(
                        required(Headers.FORMAT), text(Headers.NAMESPACE), text(Headers.DATASET), zone(), datasets()),
                new Position(required(Headers.BATCH), number(Headers.LINE), stream(), text(Headers.DIGEST)),
                new Provenance(
                        required(Headers.SENDER),
                        text(Headers.HOST),
                        text(Headers.PATH),
                        labels(),
                        text(Headers.REPLAY)),
                new Receipt(number(Headers.RECEIVED), number(Headers.LINES), encoding(), text(Headers.TRACE)));
    }

    private StreamOffset stream() {
        String id = text(Headers.STREAM);
        if ((id != null) != headers.containsKey(Headers.OFFSET)) {
            throw new IllegalArgumentException("headers " + Headers.STREAM + " and " + Headers.OFFSET + " go together");
        }
        if (id == null) {
            return null;
        }
        long offset = number(Headers.OFFSET);
        return new StreamOffset(
                id, offset, headers.containsKey(Headers.COVERS_FROM) ? number(Headers.COVERS_FROM) : offset);
    }

    private DatasetScope datasets() {
        String text = text(Headers.DATASETS);
        try {
            return text == null ? null : DatasetScope.parse(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "header " + Headers.DATASETS + " must be a list of datasets or max=NUMBER, was '" + text + "'", e);
        }
    }

    private ZoneId zone() {
        String name = text(Headers.ZONE);
        try {
            return name == null ? null : ZoneId.of(name);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "header " + Headers.ZONE + " must be a time zone, was '" + name + "'", e);
        }
    }

    private ChunkEncoding encoding() {
        String name = text(Headers.ENCODING);
        return name == null ? ChunkEncoding.IDENTITY : ChunkEncoding.ofWireName(name);
    }

    private Map<String, String> labels() {
        Map<String, String> labels = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.startsWith(Headers.LABEL_PREFIX) && value != null) {
                labels.put(name.substring(Headers.LABEL_PREFIX.length()), new String(value, UTF_8));
            }
        });
        return labels;
    }

    private String text(String name) {
        byte[] value = headers.get(name);
        return value == null ? null : new String(value, UTF_8);
    }

    private String required(String name) {
        String value = text(name);
        if (value == null) {
            throw new IllegalArgumentException("header " + name + " is missing");
        }
        return value;
    }

    private long number(String name) {
        String value = required(name);
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("header " + name + " must be a whole number, was '" + value + "'", e);
        }
    }
}
