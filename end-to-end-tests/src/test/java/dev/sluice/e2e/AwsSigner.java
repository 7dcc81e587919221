// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs requests of the AWS API (Signature Version 4).
 *
 * @param accessKey its id
 */
record AwsSigner(String accessKey, String secret) {

    private static final String SIGNED = "host;x-amz-date;x-amz-target";
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);

    /** @param token as {@code ./sluice token new NAME --aws} prints it */
    static AwsSigner of(String token) {
        String[] parts = token.split("=", 2);
        return new AwsSigner(parts[0], parts[1]);
    }

    /**
     * Names and values, in turn, of the headers that sign a POST to {@code /}.
     *
     * @param host as the request has it
     */
    List<String> headers(String service, String target, String host, String body) {
        String time = TIME.format(Instant.now().atOffset(ZoneOffset.UTC));
        String scope = time.substring(0, 8) + "/eu-west-1/" + service + "/aws4_request";
        String canonical = "POST\n/\n\nhost:" + host + "\nx-amz-date:" + time + "\nx-amz-target:" + target + "\n\n"
                + SIGNED + '\n' + sha256(body);
        String toSign = "AWS4-HMAC-SHA256\n" + time + '\n' + scope + '\n' + sha256(canonical);
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        return List.of(
                "X-Amz-Date",
                time,
                "X-Amz-Target",
                target,
                "Authorization",
                "AWS4-HMAC-SHA256 Credential=" + accessKey + '/' + scope + ", SignedHeaders=" + SIGNED + ", Signature="
                        + HexFormat.of().formatHex(hmac(key, toSign)));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }
}
