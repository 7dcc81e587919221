// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.apache.Element.Kind;
import dev.sluice.parsers.time.TimePattern;
import java.util.ArrayList;
import java.util.List;

/**
 * A compiled {@code LogFormat}.
 *
 * @param prefix literal before the first element
 * @param named fields that have no {@link AccessField}, numbered from {@link AccessField#COUNT}
 */
record AccessLogFormat(byte[] prefix, List<Element> elements, List<NamedField> named) {

    static final String COMMON = "%h %l %u %t \"%r\" %>s %b";
    static final String TLS_REQUESTS = "%t %h %{SSL_PROTOCOL}x %{SSL_CIPHER}x \"%r\" %b";
    static final String COMBINED = COMMON + " \"%{Referer}i\" \"%{User-Agent}i\"";

    /** The same, whose lines may also end behind {@code field}. */
    AccessLogFormat mayEndAfter(int field) {
        List<Element> changed = new ArrayList<>(elements);
        changed.replaceAll(element -> element.field() != field ? element : element.withMayEnd(true));
        return new AccessLogFormat(prefix, List.copyOf(changed), named);
    }

    boolean hasTime() {
        return elements.stream().anyMatch(element -> element.kind() == Kind.TIME);
    }

    boolean hasTimePatterns() {
        return elements.stream().anyMatch(element -> element.kind() == Kind.TIME_PATTERN);
    }

    /** How the times are written at which a request ended, or began. */
    List<TimePattern> timePatterns(boolean ofEnd) {
        return elements.stream()
                .map(Element::time)
                .filter(time -> time != null && time.ofEnd() == ofEnd)
                .toList();
    }

    /**
     * The same, with its times put together from what each of them says; one in httpd's own form is left to {@link AccessTime}, which is faster.
     *
     * @throws IllegalArgumentException if they make no time together
     */
    AccessLogFormat withTimesTogether() {
        List<Element> times =
                elements.stream().filter(element -> element.time() != null).toList();
        if (times.isEmpty() || times.size() == 1 && hasTime()) {
            return this;
        }
        for (boolean ofEnd : new boolean[] {false, true}) {
            if (!timePatterns(ofEnd).isEmpty()) {
                TimePattern.requireTime(timePatterns(ofEnd));
            }
        }
        List<Element> changed = new ArrayList<>(elements);
        changed.replaceAll(element -> element.kind() == Kind.TIME ? element.withKind(Kind.TIME_PATTERN) : element);
        return new AccessLogFormat(prefix, List.copyOf(changed), named);
    }
}
