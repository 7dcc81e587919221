// SPDX-License-Identifier: Apache-2.0
package dev.sluice.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;

/** Answers what an {@link OriginPolicy} does not let pass. To be the first of a service's filters, on each of its ports. */
public final class OriginFilter implements Filter {

    /** Says no, in a service's own words. */
    @FunctionalInterface
    public interface Responder {
        void respond(OriginViolation violation, HttpServletRequest request, HttpServletResponse response)
                throws IOException;
    }

    private final OriginPolicy policy;
    private final Responder responder;

    /** Answers with problem details (RFC 9457). */
    public OriginFilter(OriginPolicy policy) {
        this(policy, OriginFilter::respondWithProblem);
    }

    public OriginFilter(OriginPolicy policy, Responder responder) {
        this.policy = policy;
        this.responder = responder;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        Optional<OriginViolation> violation = policy.check(
                http.getMethod(),
                http.getHeader("Host"),
                http.getHeader("Origin"),
                http.getHeader("Sec-Fetch-Site"),
                http.getHeader("Sec-Fetch-Mode"));
        if (violation.isPresent()) {
            responder.respond(violation.get(), http, (HttpServletResponse) response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private static void respondWithProblem(
            OriginViolation violation, HttpServletRequest request, HttpServletResponse response) throws IOException {
        String type = violation.kind().name().toLowerCase(Locale.ROOT).replace('_', '-');
        // The message holds nothing that JSON would escape but what a host's name may hold.
        String detail = violation.message().replace("\\", "\\\\").replace("\"", "\\\"");
        byte[] body = """
            {"type":"urn:sluice:problem:%s","status":%d,"detail":"%s"}\
            """.formatted(type, violation.kind().status(), detail).getBytes(UTF_8);
        response.setStatus(violation.kind().status());
        response.setContentType("application/problem+json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
