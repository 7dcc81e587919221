// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.related;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.event.DetectableEvent;
import dev.sluice.detector.event.EventField;
import dev.sluice.model.DataStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * A page that somebody has seen.
 *
 * @param client digest of the namespace, the address and the user agent
 * @param second of the event, since 1970
 */
public record PageView(String client, String namespace, String path, long second) {

    /** Of what is no page but belongs to one, most files have another ending. */
    private static final Set<String> ENDINGS = Set.of("html", "htm", "php", "jsp", "asp", "aspx");

    private static final int MAX_PATH = 512;
    private static final int CLIENT_BYTES = 8;
    private static final long SECOND_MILLIS = 1000;

    /**
     * The view that an event tells of: a GET that was answered with 2xx or 304, of a path whose last name has no dot or an ending of pages.
     *
     * @param stream the name of the event's data stream
     */
    public static Optional<PageView> of(String stream, DetectableEvent event) {
        long status = event.number(EventField.STATUS);
        if (status / 100 != 2 && status != 304 || !"GET".equals(event.get(EventField.METHOD))) {
            return Optional.empty();
        }
        String path = event.get(EventField.URL_PATH);
        String address = event.get(EventField.SOURCE_ADDRESS);
        long time = event.timestamp();
        if (path == null || address == null || time < 0 || path.length() > MAX_PATH || !isPage(path)) {
            return Optional.empty();
        }
        String namespace;
        try {
            namespace = DataStream.parse(stream).namespace();
        } catch (IllegalArgumentException e) {
            // Such an event has no place in a store either, and is told there.
            return Optional.empty();
        }
        String client = digest(namespace, address, event.get(EventField.USER_AGENT));
        return Optional.of(new PageView(client, namespace, path, time / SECOND_MILLIS));
    }

    private static boolean isPage(String path) {
        int dot = path.indexOf('.', path.lastIndexOf('/') + 1);
        return dot < 0 || ENDINGS.contains(path.substring(dot + 1));
    }

    private static String digest(String namespace, String address, String userAgent) {
        try {
            byte[] text = (namespace + '\0' + address + '\0' + userAgent).getBytes(UTF_8);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text);
            return HexFormat.of().formatHex(digest, 0, CLIENT_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
