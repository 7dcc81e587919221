// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.http.connection.CurrentConnection;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.filter.OncePerRequestFilter;

/** Finds out who sends; leaves the request without a name if nobody known does. */
final class SenderAuthenticationFilter extends OncePerRequestFilter {

    /** Set where a token was presented that is none: some protocols tell that from a missing one. */
    static final String WRONG_TOKEN = SenderAuthenticationFilter.class.getName() + ".wrong";

    /** Set to the name in such a token, if there is a token of that name. */
    static final String KNOWN_NAME = SenderAuthenticationFilter.class.getName() + ".name";

    private final SenderLookup senders;
    private final Optional<SignedRequests> signed;
    private final AccessRejectionResponder rejections;

    /** @param signed checks signatures of AWS; empty where nobody is asked who they are */
    SenderAuthenticationFilter(
            SenderLookup senders, Optional<SignedRequests> signed, AccessRejectionResponder rejections) {
        this.senders = senders;
        this.signed = signed;
        this.rejections = rejections;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        if (signed.isPresent() && SignedRequests.isSigned(request)) {
            doFilterSigned(signed.get(), request, response, chain);
            return;
        }
        Optional<Sender> sender = senders.find(request);
        if (sender.isPresent()) {
            authenticate(sender.get());
        } else if (Credentials.of(request).isPresent()) {
            request.setAttribute(WRONG_TOKEN, true);
            senders.knownName(request).ifPresent(name -> request.setAttribute(KNOWN_NAME, name));
        }
        chain.doFilter(request, response);
    }

    private void doFilterSigned(
            SignedRequests requests, HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        SignedRequest verified;
        try {
            verified = requests.verify(request);
        } catch (RequestRejectedException rejection) {
            rejections.reject(request, response, rejection);
            return;
        }
        try (verified) {
            authenticate(verified.sender());
            chain.doFilter(verified, response);
        }
    }

    private void authenticate(Sender sender) {
        if (senders.tokens().isPresent()) {
            CurrentConnection.trust(sender.name());
        }
        SecurityContext context = SecurityContextHolder.createEmptyContext();
        context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                sender, null, AuthorityUtils.createAuthorityList(authorities(sender))));
        SecurityContextHolder.setContext(context);
    }

    private static List<String> authorities(Sender sender) {
        return sender.roles().stream().map(Role::authority).toList();
    }
}
