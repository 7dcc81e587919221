// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.auth.SignatureRejectedException.Fault;
import jakarta.servlet.http.HttpServletRequest;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.HttpHeaders;

/**
 * Signature V4 of one request, in its {@code Authorization} header
 * (<a href="https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html">how it is made</a>).
 */
final class AwsSignature {

    static final String ALGORITHM = "AWS4-HMAC-SHA256";

    /** Both ways, as AWS has it. */
    private static final Duration MOST_SKEW = Duration.ofMinutes(5);

    private static final Pattern FORM = Pattern.compile(ALGORITHM
            + " +Credential=([^/,\\s]+)/(\\d{8})/([^/,\\s]+)/([^/,\\s]+)/aws4_request *, *SignedHeaders=([a-z0-9;_.-]+)"
            + " *, *Signature=([0-9a-f]{64})");
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss'Z'", Locale.ROOT);
    private static final String DATE = "x-amz-date";
    private static final String CONTENT_HASH = "x-amz-content-sha256";
    private static final String UNSIGNED_PAYLOAD = "UNSIGNED-PAYLOAD";
    private static final String HMAC = "HmacSHA256";

    private final HttpServletRequest request;
    private final String accessKey;
    private final String day;
    private final String region;
    private final String service;
    private final List<String> signedHeaders;
    private final byte[] signature;
    private final String time;

    private AwsSignature(HttpServletRequest request, Matcher form) {
        this.request = request;
        accessKey = form.group(1);
        day = form.group(2);
        region = form.group(3);
        service = form.group(4);
        signedHeaders = List.of(form.group(5).split(";"));
        signature = HexFormat.of().parseHex(form.group(6));
        time = request.getHeader(DATE);
    }

    /** @throws SignatureRejectedException if the header is not of the form, or what must be signed is not */
    static AwsSignature of(HttpServletRequest request) {
        Matcher form = FORM.matcher(request.getHeader(HttpHeaders.AUTHORIZATION).strip());
        if (!form.matches()) {
            throw new SignatureRejectedException(
                    Fault.INCOMPLETE,
                    "Authorization must be " + ALGORITHM
                            + " Credential=KEY/DATE/REGION/SERVICE/aws4_request, SignedHeaders=…, Signature=…");
        }
        AwsSignature signature = new AwsSignature(request, form);
        signature.requireSigned();
        return signature;
    }

    String accessKey() {
        return accessKey;
    }

    /** @throws SignatureRejectedException if it was made for another service, or more than five minutes from now */
    void requireFor(String expectedService, Instant now) {
        if (!service.equals(expectedService)) {
            throw invalid("the credential is scoped to service '" + service + "' and not to '" + expectedService + "'");
        }
        Instant made;
        try {
            made = LocalDateTime.parse(time, TIME).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            throw new SignatureRejectedException(Fault.INCOMPLETE, DATE + " must be like 20261122T100000Z");
        }
        if (!time.startsWith(day)) {
            throw invalid("the date in the credential is not that of " + DATE);
        }
        if (Duration.between(made, now).abs().compareTo(MOST_SKEW) > 0) {
            throw invalid("the signature expired: it was made at " + time + ", and here it is "
                    + TIME.format(now.atOffset(ZoneOffset.UTC)) + "; set the clock");
        }
    }

    /** @throws SignatureRejectedException unless {@code secret} was the key for exactly this request, with that body */
    void requireMadeWith(String secret, byte[] bodyHash) {
        String hash = payloadHash(HexFormat.of().formatHex(bodyHash));
        String canonical = String.join(
                "\n",
                request.getMethod(),
                "/",
                query(),
                signedHeaders.stream().map(this::line).collect(Collectors.joining()),
                String.join(";", signedHeaders),
                hash);
        String scope = String.join("/", day, region, service, "aws4_request");
        String toSign = String.join("\n", ALGORITHM, time, scope, HexFormat.of().formatHex(sha256(canonical)));
        byte[] key = ("AWS4" + secret).getBytes(UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        if (!MessageDigest.isEqual(hmac(key, toSign), signature)) {
            throw invalid("the signature is not the one of this request; check the secret access key");
        }
    }

    private String payloadHash(String actual) {
        String said = request.getHeader(CONTENT_HASH);
        if (said == null || said.equals(actual)) {
            return actual;
        }
        if (said.equals(UNSIGNED_PAYLOAD)) {
            if (!request.isSecure()) {
                throw invalid(UNSIGNED_PAYLOAD + " is taken over TLS only; sign the body");
            }
            return said;
        }
        throw invalid(CONTENT_HASH + " is not that of the body");
    }

    private void requireSigned() {
        TreeSet<String> missing = Collections.list(request.getHeaderNames()).stream()
                .map(name -> name.toLowerCase(Locale.ROOT))
                .filter(name -> name.startsWith("x-amz-"))
                .collect(Collectors.toCollection(TreeSet::new));
        missing.add("host");
        missing.add(DATE);
        signedHeaders.forEach(missing::remove);
        if (!missing.isEmpty() || time == null) {
            throw new SignatureRejectedException(
                    Fault.INCOMPLETE,
                    "the signature must cover " + String.join(", ", missing)
                            + (time == null ? ", and there must be " + DATE : ""));
        }
    }

    private String line(String name) {
        return name + ":"
                + Collections.list(request.getHeaders(name)).stream()
                        .map(value -> value.strip().replaceAll(" +", " "))
                        .collect(Collectors.joining(","))
                + "\n";
    }

    private String query() {
        String query = request.getQueryString();
        return query == null
                ? ""
                : Arrays.stream(query.split("&"))
                        .map(part -> part.contains("=") ? part : part + "=")
                        .sorted()
                        .collect(Collectors.joining("&"));
    }

    private static SignatureRejectedException invalid(String why) {
        return new SignatureRejectedException(Fault.INVALID, why);
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            Mac mac = Mac.getInstance(HMAC);
            mac.init(new SecretKeySpec(key, HMAC));
            return mac.doFinal(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has " + HMAC, e);
        }
    }
}
