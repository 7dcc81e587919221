// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.apache.coyote.ActionCode;
import org.apache.juli.logging.Log;
import org.apache.juli.logging.LogFactory;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;

/**
 * Answers as a problem what Tomcat refuses before any of our code sees it: requests that are not HTTP, and headers that are too long. Public,
 * and made by Tomcat.
 */
public final class ProblemReportValve extends ErrorReportValve {

    private static final Log log = LogFactory.getLog(ProblemReportValve.class);

    @Override
    protected void report(Request request, Response response, Throwable fault) {
        int status = response.getStatus();
        boolean mine = status >= 400 && response.getContentWritten() == 0 && response.setErrorReported();
        if (!mine || !canBeAnswered(response)) {
            return;
        }
        HttpStatus known = HttpStatus.resolve(status);
        String title = known == null ? "Error" : known.getReasonPhrase();
        byte[] body = """
            {"detail":"the request could not be read as HTTP, or its header is over server.max-http-request-header-size, so \
            that nothing of it was accepted",\
            "status":%d,"title":"%s","type":"urn:sluice:problem:%s"}\
            """.formatted(
                status, title, title.toLowerCase(Locale.ROOT).replace(' ', '-')).getBytes(UTF_8);
        try {
            response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
            response.setContentLength(body.length);
            response.getOutputStream().write(body);
            response.finishResponse();
        } catch (IOException | IllegalStateException e) {
            log.debug("A refused request could not be answered", e);
        }
    }

    private static boolean canBeAnswered(Response response) {
        AtomicBoolean allowed = new AtomicBoolean();
        response.getCoyoteResponse().action(ActionCode.IS_IO_ALLOWED, allowed);
        return allowed.get();
    }
}
