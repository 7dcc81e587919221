// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.json;

import static java.nio.charset.StandardCharsets.US_ASCII;

/** Names and values that are looked for. */
final class JsonLiterals {

    static final byte[] TRUE = "true".getBytes(US_ASCII);
    static final byte[] FALSE = "false".getBytes(US_ASCII);
    static final byte[] LAT = "lat".getBytes(US_ASCII);
    static final byte[] LON = "lon".getBytes(US_ASCII);

    private JsonLiterals() {}
}
