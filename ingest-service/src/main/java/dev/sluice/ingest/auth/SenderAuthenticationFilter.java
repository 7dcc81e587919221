// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.auth;

import dev.sluice.http.connection.CurrentConnection;
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

    SenderAuthenticationFilter(SenderLookup senders) {
        this.senders = senders;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        Optional<Sender> sender = senders.find(request);
        if (sender.isPresent()) {
            if (senders.tokens().isPresent()) {
                CurrentConnection.trust(sender.get().name());
            }
            SecurityContext context = SecurityContextHolder.createEmptyContext();
            context.setAuthentication(UsernamePasswordAuthenticationToken.authenticated(
                    sender.get(), null, AuthorityUtils.createAuthorityList(authorities(sender.get()))));
            SecurityContextHolder.setContext(context);
        } else if (Credentials.of(request).isPresent()) {
            request.setAttribute(WRONG_TOKEN, true);
            senders.knownName(request).ifPresent(name -> request.setAttribute(KNOWN_NAME, name));
        }
        chain.doFilter(request, response);
    }

    private static List<String> authorities(Sender sender) {
        return sender.roles().stream().map(Role::authority).toList();
    }
}
