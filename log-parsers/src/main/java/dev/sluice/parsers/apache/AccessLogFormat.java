// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.apache;

import dev.sluice.parsers.apache.Element.Kind;
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
    static final String COMBINED = COMMON + " \"%{Referer}i\" \"%{User-Agent}i\"";

    /** The same, whose lines may also end behind {@code field}. */
    AccessLogFormat mayEndAfter(int field) {
        List<Element> changed = new ArrayList<>(elements);
        changed.replaceAll(element -> element.field() != field
                ? element
                : new Element(element.kind(), element.field(), element.until(), true, element.expected()));
        return new AccessLogFormat(prefix, List.copyOf(changed), named);
    }

    boolean hasTime() {
        return elements.stream().anyMatch(element -> element.kind() == Kind.TIME);
    }
}
