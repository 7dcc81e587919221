// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.hec;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.request.RequestParameters;
import dev.sluice.model.LogFormat;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Enumeration;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/**
 * What the query says of the lines of {@code /raw}. A source type that we parse finds the time in the line; where the query has a {@code time}
 * and no such source type, each line becomes a document with that time.
 */
final class RawLines {

    private static final int LONGEST = 255;
    private static final int LONGEST_PATH = 4096;

    private RawLines() {}

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if something is too long */
    static HecEvents.Group group(Map<String, String> query) {
        requireLength(query, "host", LONGEST);
        requireLength(query, "source", LONGEST_PATH);
        Map<String, String> labels = new TreeMap<>();
        for (String name : new String[] {"sourcetype", "index"}) {
            requireLength(query, name, LONGEST);
            if (query.containsKey(name)) {
                labels.put(name, query.get(name));
            }
        }
        LogFormat lines = areDocuments(query) ? LogFormat.JSON : LogFormat.AUTO;
        String format = SourceTypes.format(query.get("sourcetype")).orElse(lines.wireName());
        return new HecEvents.Group(format, query.get("host"), query.get("source"), labels);
    }

    /** Whether each line becomes a document, since only so it has its time. */
    static boolean areDocuments(Map<String, String> query) {
        return query.containsKey("time")
                && SourceTypes.format(query.get("sourcetype")).isEmpty();
    }

    /** Documents of lines, as they are read. */
    static InputStream documents(InputStream lines, Map<String, String> query, JsonMapper json) {
        Instant time = HecTime.of(JsonNodeFactory.instance.stringNode(query.get("time")))
                .orElseThrow(() -> RequestParameters.bad("time", "must be a number of seconds, was another thing"));
        BufferedReader reader = new BufferedReader(new InputStreamReader(lines, UTF_8));
        return new SequenceInputStream(new Enumeration<>() {
            private String next = read(reader);

            @Override
            public boolean hasMoreElements() {
                return next != null;
            }

            @Override
            public InputStream nextElement() {
                byte[] document = json.writeValueAsBytes(json.createObjectNode()
                        .put("@timestamp", time.toString())
                        .put("message", next));
                next = read(reader);
                return new SequenceInputStream(
                        new ByteArrayInputStream(document), new ByteArrayInputStream(new byte[] {'\n'}));
            }
        });
    }

    /** The next line that is not empty, or null. */
    private static String read(BufferedReader reader) {
        try {
            String line = reader.readLine();
            while (line != null && line.isEmpty()) {
                line = reader.readLine();
            }
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException("a body never fails so", e);
        }
    }

    private static void requireLength(Map<String, String> query, String name, int longest) {
        String value = query.get(name);
        if (value != null && value.length() > longest) {
            throw RequestParameters.bad(name, "must have at most " + longest + " characters, has " + value.length());
        }
    }
}
