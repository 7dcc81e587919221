// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.http.OriginViolation;
import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.http.HttpHeaders;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.security.core.AuthenticationException;
import org.springframework.stereotype.Component;

/** Answers requests that get no further than to the security filters, in the words of their protocol. */
@Component
final class AccessRejectionResponder {

    private final ProtocolResponders responders;
    private final DenialRecorder denials;

    AccessRejectionResponder(ProtocolResponders responders, DenialRecorder denials) {
        this.responders = responders;
        this.denials = denials;
    }

    void notAuthenticated(HttpServletRequest request, HttpServletResponse response, AuthenticationException e)
            throws IOException {
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer, Basic");
        boolean wrong = request.getAttribute(SenderAuthenticationFilter.WRONG_TOKEN) != null;
        reject(
                request,
                response,
                wrong
                        ? new RequestRejectedException(
                                RejectionReason.WRONG_TOKEN,
                                "the token is not known here; make one with ./sluice token new NAME")
                        : new RequestRejectedException(
                                RejectionReason.NO_TOKEN,
                                "there is no token; send one as 'Authorization: Bearer TOKEN' or 'X-Api-Key: TOKEN'"));
    }

    void notAllowed(HttpServletRequest request, HttpServletResponse response, AccessDeniedException e)
            throws IOException {
        Sender sender = CurrentSender.get();
        String roles = sender.roles().stream().map(Role::wireName).sorted().collect(Collectors.joining(", "));
        reject(
                request,
                response,
                new RequestRejectedException(
                        RejectionReason.FORBIDDEN,
                        "the token '" + sender.name() + "' has the roles " + roles + ", of which none is for this"));
    }

    void wrongOrigin(OriginViolation violation, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        RejectionReason reason = violation.kind() == OriginViolation.Kind.UNKNOWN_HOST
                ? RejectionReason.UNKNOWN_HOST
                : RejectionReason.CROSS_SITE;
        reject(request, response, new RequestRejectedException(reason, violation.message()));
    }

    void reject(HttpServletRequest request, HttpServletResponse response, RequestRejectedException rejection)
            throws IOException {
        denials.record(request, rejection.reason());
        Reply reply = responders
                .reject(rejection, request)
                .orElseGet(() -> new Reply(rejection.reason().status(), Map.of(), null, new byte[0]));
        response.setStatus(reply.status());
        reply.headers().forEach(response::setHeader);
        if (reply.contentType() != null) {
            response.setContentType(reply.contentType().toString());
        }
        response.setContentLength(reply.body().length);
        response.getOutputStream().write(reply.body());
    }
}
