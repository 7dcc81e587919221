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
 * @param token for the sender, {@code NAME.SECRET}; it is nowhere else, unless it is an AWS access key
 * @param configuration for the tokens file, in YAML; holds a hash only
 */
public record NewToken(String token, String configuration) {

    /** What a token can be good for, as the tokens file has it under {@code roles}. */
    public static final List<String> ROLES =
            Arrays.stream(Role.values()).map(Role::wireName).toList();

    static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,62}");

    /** No key of AWS begins so. */
    private static final String ACCESS_KEY_PREFIX = "SLUICE";

    private static final int ACCESS_KEY_LENGTH = 20;
    private static final String ACCESS_KEY_CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

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

    /**
     * The same for senders of the AWS API: {@code token} is {@code ACCESSKEYID=SECRET}, which is also the line for the file of
     * {@code sluice.ingest.aws-secrets-file}.
     *
     * @throws IllegalArgumentException if {@code name} is not 1 to 63 of {@code a-z 0-9 -}
     */
    public static NewToken accessKeyNamed(String name) {
        requireName(name);
        SecureRandom random = new SecureRandom();
        StringBuilder id = new StringBuilder(ACCESS_KEY_PREFIX);
        while (id.length() < ACCESS_KEY_LENGTH) {
            id.append(ACCESS_KEY_CHARACTERS.charAt(random.nextInt(ACCESS_KEY_CHARACTERS.length())));
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        String configuration = """
            tokens:
              %s:
                aws-access-keys: [%s]
            """.formatted(name, id);
        return new NewToken(id + "=" + Base64.getUrlEncoder().withoutPadding().encodeToString(secret), configuration);
    }

    static void requireName(String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "a token's name is 1 to 63 of a-z 0-9 - and does not start with -, was '" + name + "'");
        }
    }
}
