// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.sensitive;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** A kind of secret or of personal data that {@link SensitiveText} finds by its shape. */
public enum Detector {
    /** What an {@code Authorization} or {@code Proxy-Authorization} header holds, and bearer tokens without one. */
    AUTHORIZATION("authorization"),
    /** What a {@code Cookie} or {@code Set-Cookie} header holds. */
    COOKIE("cookie"),
    /** The value of a parameter, header or member whose name says that it is a password or token; passwords in URLs. */
    SECRET_PARAMETER("secret-parameter"),
    /** Mail addresses, also with {@code %40}. */
    EMAIL("email"),
    /** Payment card numbers: the issuer's prefix and length, and the Luhn check digit (ISO/IEC 7812-1). */
    CARD("card"),
    /** IBAN: the country's length and the check digits (ISO 13616). */
    IBAN("iban"),
    /** Telephone numbers: {@code +} and country code (E.164), or as North America writes them. */
    PHONE("phone"),
    /** Private keys in PEM (RFC 7468). */
    PRIVATE_KEY("private-key"),
    /** JSON Web Tokens (RFC 7519). */
    JWT("jwt"),
    /** Ids of AWS access keys. */
    AWS_KEY("aws-key");

    private final String wireName;

    Detector(String wireName) {
        this.wireName = wireName;
    }

    /** The name in files and in what takes the place of a find. */
    public String wireName() {
        return wireName;
    }

    /** What takes the place of a find, such as {@code [email]}. */
    public String placeholder() {
        return '[' + wireName + ']';
    }

    public static Optional<Detector> of(String wireName) {
        return Arrays.stream(values())
                .filter(detector -> detector.wireName.equals(wireName))
                .findFirst();
    }

    public static List<String> wireNames() {
        return Arrays.stream(values()).map(Detector::wireName).toList();
    }
}
