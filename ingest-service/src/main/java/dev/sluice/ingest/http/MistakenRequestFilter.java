// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import dev.sluice.ingest.rejection.ProtocolResponders;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Answers an address with a slash too many, which would be unknown, with what was meant, in the words of the protocol that was meant. Stands
 * before the firewall of Spring Security, which has no word for it.
 */
@Component
@Order(MistakenRequestFilter.ORDER)
final class MistakenRequestFilter extends OncePerRequestFilter {

    /** Before the security filter. */
    static final int ORDER = -110;

    private static final int LONGEST_SHOWN = 100;

    private final ProtocolResponders responders;

    MistakenRequestFilter(ProtocolResponders responders) {
        this.responders = responders;
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        String path = request.getRequestURI();
        String meant = withoutExtraSlashes(path);
        if (!path.equals(meant)) {
            answer(
                    RejectionReason.UNKNOWN_PATH,
                    "the path " + shortened(path) + " has a slash too many; send to " + shortened(meant),
                    new At(request, meant),
                    response);
        } else {
            chain.doFilter(request, response);
        }
    }

    private void answer(
            RejectionReason reason, String message, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        Reply reply = responders
                .reject(new RequestRejectedException(reason, message), request)
                .orElseThrow();
        response.setStatus(reply.status());
        reply.headers().forEach(response::setHeader);
        if (reply.contentType() != null) {
            response.setContentType(reply.contentType().toString());
        }
        response.setContentLength(reply.body().length);
        response.getOutputStream().write(reply.body());
    }

    private static String withoutExtraSlashes(String path) {
        String single = path.replaceAll("/{2,}", "/");
        return single.length() > 1 && single.endsWith("/") ? single.substring(0, single.length() - 1) : single;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "…";
    }

    /** The request at the path that was meant, which tells whose words to answer in. */
    private static final class At extends HttpServletRequestWrapper {

        private final String path;

        At(HttpServletRequest request, String path) {
            super(request);
            this.path = path;
        }

        @Override
        public String getRequestURI() {
            return path;
        }
    }
}
