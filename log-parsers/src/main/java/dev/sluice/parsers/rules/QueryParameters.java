// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.engine.ByteSearch;
import dev.sluice.parsers.engine.JsonBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Takes query strings apart. Not thread-safe. */
final class QueryParameters {

    private static final int MOST = 256;

    /** More are not compared with each other. */
    private static final int FEW = 16;

    private final JsonBuffer json = new JsonBuffer();
    private final int[] nameFrom = new int[FEW];
    private final int[] nameTo = new int[FEW];

    /** The parameters of a query string, or of that of a URL, as a JSON object; null where there are none. A name that comes twice has an array. */
    byte[] object(byte[] text, int textFrom, int textTo) {
        int to = ByteSearch.indexOf(text, textFrom, textTo, '#');
        int mark = ByteSearch.indexOf(text, textFrom, to, '?');
        int from = mark == to ? textFrom : mark + 1;
        byte[] object = plainObject(text, from, to);
        return object == null ? decodedObject(new String(text, from, to - from, UTF_8)) : object;
    }

    /** The object of a few parameters of different names in which nothing is encoded; null where they are not so. */
    private byte[] plainObject(byte[] text, int from, int to) {
        if (ByteSearch.indexOfEither(text, from, to, '%', '+') < to) {
            return null;
        }
        json.reset();
        int count = 0;
        char next = '{';
        for (int at = from; at < to; ) {
            int end = ByteSearch.indexOf(text, at, to, '&');
            if (end > at) {
                int equals = ByteSearch.indexOf(text, at, end, '=');
                if (count == FEW || isKnown(text, at, equals, count)) {
                    return null;
                }
                nameFrom[count] = at;
                nameTo[count++] = equals;
                json.byteOf(next);
                json.quoted(text, at, equals);
                json.byteOf(':');
                json.quoted(text, Math.min(equals + 1, end), end);
                next = ',';
            }
            at = end + 1;
        }
        json.byteOf('}');
        return count == 0 ? null : json.toByteArray();
    }

    private boolean isKnown(byte[] text, int from, int to, int count) {
        for (int i = 0; i < count; i++) {
            if (Arrays.equals(text, from, to, text, nameFrom[i], nameTo[i])) {
                return true;
            }
        }
        return false;
    }

    private byte[] decodedObject(String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", MOST)) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                parameters
                        .computeIfAbsent(
                                UrlText.decode(equals < 0 ? pair : pair.substring(0, equals)), any -> new ArrayList<>())
                        .add(equals < 0 ? "" : UrlText.decode(pair.substring(equals + 1)));
            }
        }
        return parameters.isEmpty() ? null : json(parameters);
    }

    private byte[] json(Map<String, List<String>> parameters) {
        json.reset();
        char next = '{';
        for (Map.Entry<String, List<String>> parameter : parameters.entrySet()) {
            json.byteOf(next);
            json.quoted(parameter.getKey().getBytes(UTF_8));
            json.byteOf(':');
            List<String> values = parameter.getValue();
            if (values.size() == 1) {
                json.quoted(values.getFirst().getBytes(UTF_8));
            } else {
                char nextValue = '[';
                for (String value : values) {
                    json.byteOf(nextValue);
                    json.quoted(value.getBytes(UTF_8));
                    nextValue = ',';
                }
                json.byteOf(']');
            }
            next = ',';
        }
        json.byteOf('}');
        return json.toByteArray();
    }
}
