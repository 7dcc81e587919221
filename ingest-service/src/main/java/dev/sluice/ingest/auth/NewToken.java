// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A token that was just made: what {@code ./sluice token new NAME} prints.
 *
 * @param token for the sender, {@code NAME.SECRET}; it is nowhere else
 * @param configuration for the tokens file, in YAML; holds a hash only
 */
public record NewToken(String token, String configuration) {

    /** What a token can be good for, as the tokens file has it under {@code roles}. */
    public static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::wireName).toList();

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    private static final int SECRET_BYTES = 32;
    private static final int SALT_BYTES = 16;

    /** @throws IllegalArgumentException if {@code name} is not 1 to 63 of {@code a-z 0-9 -} */
    public static NewToken named(String name) {
        requireName(name);
        SecureRandom random = new SecureRandom();
        byte[] secretBytes = new byte[SECRET_BYTES];
        byte[] salt = new byte[SALT_BYTES];
        random.nextBytes(secretBytes);
        random.nextBytes(salt);
        String secret = Base64.getUrlEncoder().withoutPadding().encodeToString(secretBytes);
        String configuration = """
            tokens:
              %s:
                hash: "%s"
            """.formatted(name, SecretHash.of(salt, secret));
        return new NewToken(name + "." + secret, configuration);
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a token's name is 1 to 63 of a-z 0-9 - and does not start with -, was '" + name + "'");
        }
    }
}
