// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.ingest.auth.SignatureRejectedException.Fault;
import dev.sluice.ingest.body.BodyReader;
import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.body.ContentEncoding;
import dev.sluice.ingest.body.RequestBody;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.util.Locale;
import java.util.Optional;
import org.springframework.http.HttpHeaders;

/**
 * Finds out who has signed a request of the AWS API. A signature covers the body, so that the body has to be read before its sender is known for
 * sure: only where the access key is known, and within the budget.
 */
final class SignedRequests {

    /** The operation, e.g. {@code Kinesis_20131202.PutRecords}. */
    private static final String TARGET = "X-Amz-Target";

    /** The scope of a call of the Security Token Service, which has no target: the Kinesis Producer Library asks it who it is. */
    private static final String FOR_TOKEN_SERVICE = "/sts/aws4_request";

    private static final String PATH = "/";

    private final Tokens tokens;
    private final Optional<AwsSecrets> secrets;
    private final BodyReader bodies;
    private final ByteBudget budget;
    private final Clock clock;

    SignedRequests(Tokens tokens, Optional<AwsSecrets> secrets, BodyReader bodies, ByteBudget budget, Clock clock) {
        this.tokens = tokens;
        this.secrets = secrets;
        this.bodies = bodies;
        this.budget = budget;
        this.clock = clock;
    }

    /** Whether the request says that it is signed, and is of the API that takes signatures. Elsewhere a signature is a wrong token. */
    static boolean isSigned(HttpServletRequest request) {
        String authorization = request.getHeader(HttpHeaders.AUTHORIZATION);
        return authorization != null
                && authorization.startsWith(AwsSignature.ALGORITHM)
                && request.getMethod().equals("POST")
                && request.getRequestURI().equals(PATH)
                && (request.getHeader(TARGET) != null || authorization.contains(FOR_TOKEN_SERVICE));
    }

    /**
     * A request whose signature is right, with its body and its share of the budget; to be closed when it was answered.
     *
     * @throws RequestRejectedException if it is not, or the body cannot be read
     */
    SignedRequest verify(HttpServletRequest request) {
        AwsSignature signature = AwsSignature.of(request);
        String secret = secrets.flatMap(all -> all.of(signature.accessKey())).orElse(null);
        Sender sender = tokens.ofAccessKey(signature.accessKey()).orElse(null);
        if (secret == null || sender == null) {
            throw new SignatureRejectedException(
                    Fault.UNKNOWN_KEY,
                    "the access key is not known here; name it in the tokens file and in"
                            + " sluice.ingest.aws-secrets-file (./sluice token new NAME --aws makes one)");
        }
        signature.requireFor(serviceOf(request.getHeader(TARGET)), clock.instant());
        ByteBudget.Share share = budget.open(sender.holder(request.getRemoteAddr()));
        try {
            byte[] body = read(request, share);
            signature.requireMadeWith(secret, sha256(body));
            return new SignedRequest(request, sender, body, share);
        } catch (RuntimeException e) {
            share.close();
            throw e;
        }
    }

    private byte[] read(HttpServletRequest request, ByteBudget.Share share) {
        try (RequestBody body = bodies.open(
                request.getInputStream(), request.getContentLengthLong(), ContentEncoding.IDENTITY, share)) {
            return body.readAllBytes();
        } catch (IOException e) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_CUT, "the body could not be read; nothing of it was accepted", e);
        }
    }

    private static String serviceOf(String target) {
        return target == null ? "sts" : target.split("_", 2)[0].toLowerCase(Locale.ROOT);
    }

    private static byte[] sha256(byte[] body) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(body);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
