// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.otlp;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Sends what a rejection says as trailers. Among headers it must be in the stream's last frame, which the server does not let them be; in any other,
 * gRPC's clients of Go and Java take the answer for INTERNAL, which they do not send again.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
final class GrpcTrailerFilter extends OncePerRequestFilter {

    private static final String PREFIX = "grpc-";

    private static final String LENGTH = "content-length";

    /** Says what may be sent, and comes before the message. */
    private static final String NO_TRAILER = "grpc-accept-encoding";

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        // HTTP/1.1 has trailers only behind chunks, and no gRPC.
        return !request.getRequestURI().startsWith(OtlpGrpcResponses.SERVICES)
                || !request.getProtocol().startsWith("HTTP/2");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        TrailersOf wrapped = new TrailersOf(response);
        chain.doFilter(request, wrapped);
        if (wrapped.isRejection()) {
            // Without a length, which would be 0, at which a client looks no further.
            response.flushBuffer();
        }
    }

    private static final class TrailersOf extends HttpServletResponseWrapper {

        private final Map<String, String> trailers = new TreeMap<>();

        TrailersOf(HttpServletResponse response) {
            super(response);
        }

        @Override
        public void setHeader(String name, String value) {
            if (!isTrailer(name, value)) {
                super.setHeader(name, value);
            }
        }

        @Override
        public void addHeader(String name, String value) {
            if (!isTrailer(name, value)) {
                super.addHeader(name, value);
            }
        }

        @Override
        public void setContentLength(int length) {
            setContentLengthLong(length);
        }

        @Override
        public void setContentLengthLong(long length) {
            if (!isRejection()) {
                super.setContentLengthLong(length);
            }
        }

        boolean isRejection() {
            return !trailers.isEmpty();
        }

        /** Keeps it, if it is none of the headers. */
        private boolean isTrailer(String name, String value) {
            String lower = name.toLowerCase(Locale.ROOT);
            if (isRejection() && lower.equals(LENGTH)) {
                return true;
            }
            if (!lower.startsWith(PREFIX) || lower.equals(NO_TRAILER)) {
                return false;
            }
            if (value == null) {
                trailers.remove(lower);
            } else {
                trailers.put(lower, value);
            }
            setTrailerFields(() -> trailers);
            return true;
        }
    }
}
