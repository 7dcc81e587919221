// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.auth.Sender;
import jakarta.servlet.http.HttpServletRequest;
import java.io.InputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A name that two requests share if the same sender has sent the same body to the same address, and no others. Not thread-safe. */
public final class RequestDigest {

    private static final int BYTES = 16;

    private final String protocol;
    private final MessageDigest sha = sha256();

    private RequestDigest(String protocol) {
        this.protocol = protocol;
    }

    /**
     * @param protocol name of the protocol
     * @param more what else tells requests apart; elements may be null
     */
    public static RequestDigest of(String protocol, Sender sender, HttpServletRequest request, String... more) {
        RequestDigest digest = of(protocol, sender);
        digest.add(request.getRequestURI());
        digest.add(request.getQueryString());
        for (String text : more) {
            digest.add(text);
        }
        return digest;
    }

    /** The same for what was not sent to an address of its own. */
    public static RequestDigest of(String protocol, Sender sender) {
        RequestDigest digest = new RequestDigest(protocol);
        digest.add(sender.name());
        return digest;
    }

    /** Takes the decoded body in. */
    public RequestDigest body(byte[] body) {
        sha.update(body);
        return this;
    }

    /** The same for a body that is read to its end as it comes. */
    public InputStream body(InputStream body) {
        return new DigestInputStream(body, sha);
    }

    /** E.g. {@code otlp-} and 32 hexadecimal digits; to be called once, behind the body. */
    public String name() {
        return protocol + "-" + HexFormat.of().formatHex(sha.digest(), 0, BYTES);
    }

    private void add(String text) {
        if (text != null) {
            sha.update(text.getBytes(UTF_8));
        }
        // What ends one text must not be able to start the next.
        sha.update((byte) 0);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
