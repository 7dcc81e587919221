// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.http.MediaType;

class ProtocolRespondersTest {

    private static final String READABLE = "X-Request";
    private static final String FORBIDDEN = "X-Forbidden";

    /** Whatever was wrong with the request first, its answer may look at a header that nobody had read before. */
    @Test
    void aHeaderThatNobodyMayReadIsAbsentForTheAnswer() {
        HttpServletRequest request = mock(HttpServletRequest.class);
        when(request.getHeader(READABLE)).thenReturn("r-1");
        when(request.getHeader(FORBIDDEN))
                .thenThrow(new org.springframework.security.web.firewall.RequestRejectedException("bytes"));

        Reply reply = new ProtocolResponders(List.of(new Telling()))
                .reject(new RequestRejectedException(RejectionReason.BAD_PARAMETER, "version 2.0"), request)
                .orElseThrow();

        assertThat(new String(reply.body(), UTF_8)).isEqualTo("r-1 null version 2.0");
    }

    private static final class Telling implements ProtocolResponder {

        @Override
        public boolean owns(HttpServletRequest request) {
            return request.getHeader(FORBIDDEN) == null;
        }

        @Override
        public Reply reject(RequestRejectedException rejection, HttpServletRequest request) {
            String said =
                    request.getHeader(READABLE) + ' ' + request.getHeader(FORBIDDEN) + ' ' + rejection.getMessage();
            return new Reply(rejection.reason().status(), MediaType.TEXT_PLAIN, said.getBytes(UTF_8));
        }
    }
}
