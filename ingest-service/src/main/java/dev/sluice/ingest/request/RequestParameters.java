// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.model.DataStream;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.springframework.web.util.UriUtils;

/** Reads headers and query parameters one by one and takes nothing that is not as it should be: these are strangers' words. */
public final class RequestParameters {

    private static final int SHORT = 64;

    /** {@code %hh}. */
    private static final int LONGEST_ESCAPE = 3;

    private RequestParameters() {}

    /**
     * The one value of a header as UTF-8 text without control characters, or null.
     *
     * @param longest in bytes
     * @throws RequestRejectedException if it is there more than once, empty, longer, or not text
     */
    public static String header(HttpServletRequest request, String name, int longest) {
        List<String> values = Collections.list(request.getHeaders(name));
        if (values.isEmpty()) {
            return null;
        }
        if (values.size() > 1) {
            throw bad(name, "is there " + values.size() + " times; send it once");
        }
        // The container reads header bytes as Latin-1, as HTTP has it; senders mean UTF-8.
        byte[] bytes = values.getFirst().getBytes(ISO_8859_1);
        requireLength(name, bytes.length, longest);
        String text = text(name, bytes);
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw bad(name, "holds control characters");
        }
        return text;
    }

    /**
     * The same for what may be any text: a byte can be written as {@code %hh} (RFC 3986, section 2.1), and {@code %} itself must be.
     *
     * @param longest in bytes, decoded
     * @throws RequestRejectedException also if a percent sign has no two hexadecimal digits behind it
     */
    static String encodedHeader(HttpServletRequest request, String name, int longest) {
        String encoded = header(request, name, LONGEST_ESCAPE * longest);
        if (encoded == null) {
            return null;
        }
        byte[] bytes;
        try {
            String latin1 = new String(encoded.getBytes(UTF_8), ISO_8859_1);
            bytes = UriUtils.decode(latin1, ISO_8859_1).getBytes(ISO_8859_1);
        } catch (IllegalArgumentException e) {
            throw bad(name, "holds a % without two hexadecimal digits behind it; write % as %25");
        }
        requireLength(name, bytes.length, longest);
        return text(name, bytes);
    }

    private static void requireLength(String name, int length, int longest) {
        if (length == 0 || length > longest) {
            throw bad(name, "must have 1 to " + longest + " bytes, has " + length);
        }
    }

    /** A header's value as a whole number from 0, or null. */
    static Long number(HttpServletRequest request, String name) {
        String value = header(request, name, 19);
        if (value == null) {
            return null;
        }
        try {
            long number = Long.parseLong(value);
            if (number >= 0 && Character.isDigit(value.charAt(0))) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw bad(name, "must be a whole number from 0, was '" + shortened(value) + "'");
    }

    /**
     * The query's parameters. Not the container's: it would take a body of type {@code application/x-www-form-urlencoded}, which is what curl
     * says by default, for parameters.
     *
     * @throws RequestRejectedException for a parameter that is not one of {@code known}, is there twice or is not percent-encoded UTF-8
     */
    public static Map<String, String> query(HttpServletRequest request, Set<String> known) {
        Map<String, String> parameters = new LinkedHashMap<>();
        String query = request.getQueryString();
        if (query == null || query.isEmpty()) {
            return parameters;
        }
        for (String part : query.split("&")) {
            if (part.isEmpty()) {
                continue;
            }
            int equals = part.indexOf('=');
            String name = decoded(equals < 0 ? part : part.substring(0, equals));
            if (!known.contains(name)) {
                throw bad(shortened(name), "is not a query parameter here; there are " + String.join(", ", known));
            }
            if (parameters.put(name, equals < 0 ? "" : decoded(part.substring(equals + 1))) != null) {
                throw bad(name, "is in the query twice; send it once");
            }
        }
        return parameters;
    }

    /**
     * A dataset or namespace as given, or null.
     *
     * @throws RequestRejectedException if it cannot be one
     */
    public static String dataStreamPart(String name, String value) {
        if (value != null && !DataStream.isValidPart(value)) {
            throw bad(
                    name,
                    "must be 1 to 100 of a-z 0-9 _ . and start with a letter or digit, was '" + shortened(value) + "'");
        }
        return value;
    }

    /** A rejection for the parameter {@code name}, which {@code what}. */
    public static RequestRejectedException bad(String name, String what) {
        return new RequestRejectedException(RejectionReason.BAD_PARAMETER, name + " " + what);
    }

    /** For messages: what strangers wrote, but not without end. */
    static String shortened(String value) {
        return value.length() <= SHORT ? value : value.substring(0, SHORT) + "…";
    }

    private static String decoded(String encoded) {
        try {
            return UriUtils.decode(encoded.replace('+', ' '), UTF_8);
        } catch (IllegalArgumentException e) {
            throw bad("query", "is not percent-encoded: '" + shortened(encoded) + "'");
        }
    }

    private static String text(String name, byte[] bytes) {
        try {
            return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            throw bad(name, "is not UTF-8");
        }
    }
}
