// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import dev.sluice.http.ServerAddress;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.LogFormat;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParserSettings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/v1/parse?format=F}: what lines would become, for people who want to see it before they send them. Nothing is stored.
 *
 * <p>The answer is {@code {"events":[…],"failures":[{"line":3,"reason":"NOT_THE_FORMAT","message":"…"}],"dropped":[{"line":4,"rule":"…"}]}},
 * lines counted from 1; or a problem (RFC 9457): 400 for an unknown format, 401 and 403 without a token where one is asked for, 408 for a slow
 * body, 413 for more than {@link ParseApiSettings} allows, and 503 while as many others are answered.
 *
 * <p>Lines are parsed twice: the first time counts what the answer would hold, the second writes it. So it is held nowhere.
 */
@RestController
class ParseController {

    private final LiveRules rules;
    private final ParseApiSettings limits;
    private final ParseAccess access;
    private final Semaphore permits;
    private final Clock clock;
    private final JsonMapper json;

    ParseController(
            LiveRules rules,
            ParseApiSettings limits,
            @Value("${server.address:}") String address,
            Clock clock,
            JsonMapper json) {
        this.rules = rules;
        this.limits = limits;
        access = new ParseAccess(limits.token(), ServerAddress.isLoopback(address));
        permits = new Semaphore(limits.concurrency());
        this.clock = clock;
        this.json = json;
    }

    @PostMapping("/api/v1/parse")
    void parse(HttpServletRequest request, HttpServletResponse response) throws IOException {
        access.check(request);
        if (!permits.tryAcquire()) {
            throw new ParseRefusedException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "as many requests are being answered as sluice.parser.api.concurrency allows; come again");
        }
        try {
            answer(
                    ChunkHeaders.of(formatOf(request), "parse", clock.millis()),
                    new ParseRequestBody(limits, clock).read(request),
                    response);
        } finally {
            permits.release();
        }
    }

    private void answer(ChunkHeaders headers, byte[] lines, HttpServletResponse response) throws IOException {
        ParserSettings settings = rules.settings();
        ChunkParser parser = new ChunkParser(
                settings.toBuilder().rules(settings.rules().forTrial()).build());
        parser.parse(headers, lines, 0, lines.length, new AnswerSize(limits));
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        AnswerWriter answer = new AnswerWriter(response.getOutputStream(), json);
        parser.parse(headers, lines, 0, lines.length, answer);
        answer.end();
    }

    /** Read from the query itself: asking for a parameter would make the server read a body that curl calls a form. */
    private static String formatOf(HttpServletRequest request) {
        String query = request.getQueryString() == null ? "" : request.getQueryString();
        String format = UriComponentsBuilder.newInstance()
                .query(query)
                .build()
                .getQueryParams()
                .getFirst("format");
        return format == null ? LogFormat.AUTO.wireName() : format;
    }
}
