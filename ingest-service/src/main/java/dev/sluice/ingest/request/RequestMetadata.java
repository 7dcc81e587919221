// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.chunk.BatchId;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.ChunkHeaders.Position;
import dev.sluice.model.ChunkHeaders.Provenance;
import dev.sluice.model.ChunkHeaders.Receipt;
import dev.sluice.model.ChunkHeaders.Routing;
import dev.sluice.model.LogFormat;
import dev.sluice.model.ReservedLabels;
import dev.sluice.model.StreamDigest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What the headers and the query of a request to our own API say, besides its body.
 *
 * @param headers for its first chunk; the time of receipt is yet to come
 * @param key for its records, or null
 * @param documents whether the body is a JSON text rather than lines
 */
public record RequestMetadata(ChunkHeaders headers, String key, boolean documents) {

    static final String STREAM = "X-Sluice-Stream";
    private static final String OFFSET = "X-Sluice-Offset";
    private static final String COVERS_FROM = "X-Sluice-Covers-From";
    private static final String DIGEST = "X-Sluice-Stream-Digest";
    private static final String HOST = "X-Sluice-Host";
    private static final String PATH = "X-Sluice-Path";
    private static final String OURS = "x-sluice-";
    private static final String LABEL = "x-sluice-label-";
    private static final Set<String> KNOWN = Set.of(
            "x-sluice-stream",
            "x-sluice-offset",
            "x-sluice-covers-from",
            "x-sluice-stream-digest",
            "x-sluice-host",
            "x-sluice-path");

    private static final String FORMAT = "format";
    private static final String DATASET = "dataset";
    private static final String NAMESPACE = "namespace";
    private static final Set<String> QUERY = new TreeSet<>(Set.of(FORMAT, DATASET, NAMESPACE));

    private static final int LONGEST_NAME = 255;
    private static final int LONGEST_PATH = 4096;
    private static final int LONGEST_LABEL = 1024;
    private static final int MOST_LABELS = 32;
    private static final Pattern JSON_TYPE = Pattern.compile("application/json *(;|$)", Pattern.CASE_INSENSITIVE);
    private static final Set<String> TAKEN_FOR_JSON = Set.of(LogFormat.AUTO.wireName(), LogFormat.JSON.wireName());
    private static final Pattern LABEL_NAME = Pattern.compile("[a-z0-9_.-]{1,64}");

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if anything is unknown or not as it should be */
    public static RequestMetadata of(HttpServletRequest request, KnownFormats formats, Sender sender, long now) {
        Map<String, String> query = RequestParameters.query(request, QUERY);
        String format = formats.of(query.get(FORMAT));
        boolean documents = isJson(request) && TAKEN_FOR_JSON.contains(format);
        return of(request, query, documents ? LogFormat.JSON.wireName() : format, documents, sender, now);
    }

    /**
     * The same for the receiver that takes CloudWatch payloads and nothing else.
     *
     * @throws dev.sluice.ingest.rejection.RequestRejectedException if anything is unknown or not as it should be
     */
    public static RequestMetadata ofCloudWatch(
            HttpServletRequest request, KnownFormats formats, Sender sender, long now) {
        Map<String, String> query = RequestParameters.query(request, QUERY);
        String format = formats.of(query.getOrDefault(FORMAT, LogFormat.CLOUDWATCH.wireName()));
        if (!format.equals(LogFormat.CLOUDWATCH.wireName())) {
            throw RequestParameters.bad(FORMAT, "can only be cloudwatch here; other formats go to /api/v1/logs");
        }
        return of(request, query, format, false, sender, now);
    }

    private static RequestMetadata of(
            HttpServletRequest request,
            Map<String, String> query,
            String format,
            boolean documents,
            Sender sender,
            long now) {
        sender.requireFormat(format);
        String key = IdempotencyKey.of(request);
        String stream = RequestParameters.header(request, STREAM, LONGEST_NAME);
        if (documents && stream != null) {
            throw RequestParameters.bad(STREAM, "counts bytes of lines; send lines, as application/x-ndjson");
        }
        ChunkHeaders headers = new ChunkHeaders(
                Routing.of(format)
                        .inNamespace(
                                sender.namespaceFor(RequestParameters.dataStreamPart(NAMESPACE, query.get(NAMESPACE))))
                        .inDataset(RequestParameters.dataStreamPart(DATASET, query.get(DATASET))),
                position(request, key == null ? BatchId.at(now) : key, stream),
                Provenance.of(sender.name())
                        .from(
                                RequestParameters.encodedHeader(request, HOST, LONGEST_NAME),
                                RequestParameters.encodedHeader(request, PATH, LONGEST_PATH))
                        .labelled(labels(request)),
                Receipt.at(now));
        return new RequestMetadata(headers, stream == null ? key : stream, documents);
    }

    private static Position position(HttpServletRequest request, String batch, String stream) {
        OptionalLong offset = offset(request, stream);
        OptionalLong coversFrom = coversFrom(request, offset);
        String digest = digest(request, stream);
        if (stream == null) {
            return Position.ofBatch(batch);
        }
        Position position =
                Position.ofStream(batch, stream, offset.orElseThrow()).withDigest(digest);
        return coversFrom.isPresent() ? position.coveringFrom(coversFrom.getAsLong()) : position;
    }

    /** Of what was sent of the stream before the body; checked for its form only, since nobody here knows what was sent. */
    private static String digest(HttpServletRequest request, String stream) {
        String digest = RequestParameters.header(request, DIGEST, LONGEST_NAME);
        if (digest == null) {
            return null;
        }
        if (stream == null) {
            throw RequestParameters.bad(DIGEST, "is of a stream; send " + STREAM + " and " + OFFSET + ", too");
        }
        try {
            return StreamDigest.parse(digest).toString();
        } catch (IllegalArgumentException e) {
            throw RequestParameters.bad(DIGEST, "must be a digest of a stream: " + e.getMessage());
        }
    }

    /** NDJSON has a type of its own and stays lines; where it is called JSON, it is read as several documents, with the same result. */
    private static boolean isJson(HttpServletRequest request) {
        String type = request.getContentType();
        return type != null && JSON_TYPE.matcher(type).lookingAt();
    }

    private static OptionalLong offset(HttpServletRequest request, String stream) {
        Long offset = RequestParameters.number(request, OFFSET);
        if ((stream == null) != (offset == null)) {
            throw RequestParameters.bad(STREAM + " and " + OFFSET, "go together; only one of them is there");
        }
        return offset == null ? OptionalLong.empty() : OptionalLong.of(offset);
    }

    private static OptionalLong coversFrom(HttpServletRequest request, OptionalLong offset) {
        Long from = RequestParameters.number(request, COVERS_FROM);
        if (from == null) {
            return OptionalLong.empty();
        }
        if (offset.isEmpty() || from > offset.getAsLong()) {
            throw RequestParameters.bad(COVERS_FROM, "must be at most " + OFFSET + ", and goes with it; was " + from);
        }
        return OptionalLong.of(from);
    }

    private static Map<String, String> labels(HttpServletRequest request) {
        Map<String, String> labels = new TreeMap<>();
        for (String header : Collections.list(request.getHeaderNames())) {
            String name = header.toLowerCase(Locale.ROOT);
            if (name.startsWith(LABEL)) {
                labels.put(labelName(name), RequestParameters.encodedHeader(request, header, LONGEST_LABEL));
            } else if (name.startsWith(OURS) && !KNOWN.contains(name)) {
                throw RequestParameters.bad(
                        RequestParameters.shortened(header),
                        "is not known; there are " + STREAM + ", " + OFFSET + ", " + COVERS_FROM + ", " + DIGEST + ", "
                                + HOST + ", " + PATH + " and X-Sluice-Label-*");
            }
        }
        if (labels.size() > MOST_LABELS) {
            throw RequestParameters.bad(
                    "X-Sluice-Label-*", "may be there " + MOST_LABELS + " times, was " + labels.size());
        }
        return labels;
    }

    private static String labelName(String header) {
        String name = header.substring(LABEL.length());
        if (!LABEL_NAME.matcher(name).matches()) {
            throw RequestParameters.bad(
                    "X-Sluice-Label-*",
                    "needs a name of 1 to 64 of a-z 0-9 _ . -, was '" + RequestParameters.shortened(name) + "'");
        }
        if (ReservedLabels.contains(name)) {
            throw RequestParameters.bad("X-Sluice-Label-" + name, "is a label that the service itself writes");
        }
        return name;
    }
}
