// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Locale;
import java.util.Optional;

/** What the Elastic Common Schema says of a field, for those who compile formats. */
public final class EcsSchema {

    private EcsSchema() {}

    /**
     * What the field at a dotted path holds: {@code keyword}, {@code text}, {@code long}, {@code float}, {@code boolean}, {@code date}, {@code ip},
     * {@code group}, {@code object}, {@code nested} or {@code geo_point}; empty where ECS has no such field.
     */
    public static Optional<String> typeOf(String path) {
        byte[] text = path.getBytes(UTF_8);
        EcsField field = EcsField.ROOT.descendant(text, 0, text.length, NameHash.of(text, 0, text.length));
        return Optional.ofNullable(field).map(found -> found.type().name().toLowerCase(Locale.ROOT));
    }
}
