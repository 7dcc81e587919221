// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.springframework.security.web.firewall.RequestRejectedException;

/**
 * For whoever says no and looks at the headers for its words: a header with bytes that none may hold is as good as absent. Spring Security throws
 * when it is read, and an answer that throws is no answer.
 */
final class RequestWithoutForbiddenHeaders extends HttpServletRequestWrapper {

    RequestWithoutForbiddenHeaders(HttpServletRequest request) {
        super(request);
    }

    @Override
    public String getHeader(String name) {
        try {
            return super.getHeader(name);
        } catch (RequestRejectedException e) {
            return null;
        }
    }
}
