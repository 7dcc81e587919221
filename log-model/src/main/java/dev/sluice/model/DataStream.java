// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import java.util.Objects;

/**
 * An Elasticsearch data stream of type {@code logs}: {@code logs-{dataset}-{namespace}}.
 *
 * <p>Dataset and namespace hold 1 to 100 of {@code a-z 0-9 _ .} and do not start with {@code _} or {@code .}; the rest of what
 * Elasticsearch would allow is left out, since the same names are folder names in the lake
 * (<a href="https://www.elastic.co/docs/reference/ecs/ecs-data_stream">ECS data_stream fields</a>).
 */
public record DataStream(String dataset, String namespace) {

    public static final String DEFAULT_NAMESPACE = "default";

    private static final String TYPE_PREFIX = "logs-";
    private static final int MAX_LENGTH = 100;

    /** @throws IllegalArgumentException if a part is not a valid name; the message names the part and the value */
    public DataStream {
        requireValidPart("dataset", dataset);
        requireValidPart("namespace", namespace);
    }

    /** The full name, e.g. {@code logs-apache.access-default}. */
    public String name() {
        return TYPE_PREFIX + dataset + '-' + namespace;
    }

    /** @throws IllegalArgumentException if {@code name} is not {@code logs-{dataset}-{namespace}} */
    public static DataStream parse(String name) {
        Objects.requireNonNull(name, "name");
        int dash = name.indexOf('-', TYPE_PREFIX.length());
        if (!name.startsWith(TYPE_PREFIX) || dash < 0) {
            throw new IllegalArgumentException("a data stream is named logs-{dataset}-{namespace}, not '" + name + "'");
        }
        return new DataStream(name.substring(TYPE_PREFIX.length(), dash), name.substring(dash + 1));
    }

    /** Whether {@code part} can be a dataset or a namespace. */
    public static boolean isValidPart(String part) {
        if (part == null || part.isEmpty() || part.length() > MAX_LENGTH) {
            return false;
        }
        for (int i = 0; i < part.length(); i++) {
            char c = part.charAt(i);
            boolean inside = c == '_' || c == '.';
            if (!(c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || inside && i > 0)) {
                return false;
            }
        }
        return true;
    }

    private static void requireValidPart(String name, String part) {
        if (!isValidPart(part)) {
            throw new IllegalArgumentException(name + " must be 1 to " + MAX_LENGTH
                    + " of a-z 0-9 _ . and start with a letter or digit, was '" + part + "'");
        }
    }
}
