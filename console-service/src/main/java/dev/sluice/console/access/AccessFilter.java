// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.access;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets through to {@code /api/} who may, and tells browsers to run nothing but the page's own scripts. Replaying and discarding are below
 * {@code /api/v1/operate/}. That another site's page makes nobody's browser do it is seen to by the guard of origins and by the cookie, which is
 * sent from pages of this site only.
 */
@Component
@Order(0)
class AccessFilter extends OncePerRequestFilter {

    private static final String POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self';"
            + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none';"
            + " require-trusted-types-for 'script'; trusted-types 'none'";

    private final Sessions sessions;

    AccessFilter(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        response.setHeader("Content-Security-Policy", POLICY);
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
        response.setHeader("Cross-Origin-Resource-Policy", "same-origin");
        Optional<ConsoleRole> needed = neededFor(request.getServletPath());
        Set<ConsoleRole> roles = sessions.rolesOf(request);
        if (needed.isEmpty() || roles.contains(needed.get())) {
            chain.doFilter(request, response);
        } else if (roles.isEmpty()) {
            response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Bearer");
            refuse(response, HttpServletResponse.SC_UNAUTHORIZED, "a token is asked for here; present one first");
        } else {
            refuse(
                    response,
                    HttpServletResponse.SC_FORBIDDEN,
                    needed.get() == ConsoleRole.CAPTURE
                            ? "this token is not for capturing; sluice.console.capture-token is"
                            : "this token is for looking only; sluice.console.operate-token is for this");
        }
    }

    private static Optional<ConsoleRole> neededFor(String path) {
        if (path.startsWith("/api/v1/operate/")) {
            return Optional.of(ConsoleRole.OPERATE);
        }
        if (path.startsWith("/api/v1/capture")) {
            return Optional.of(ConsoleRole.CAPTURE);
        }
        return path.startsWith("/api/") && !path.equals("/api/v1/session")
                ? Optional.of(ConsoleRole.VIEW)
                : Optional.empty();
    }

    private static void refuse(HttpServletResponse response, int status, String detail) throws IOException {
        response.setStatus(status);
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.getOutputStream().write(("{\"status\":" + status + ",\"detail\":\"" + detail + "\"}").getBytes(UTF_8));
    }
}
