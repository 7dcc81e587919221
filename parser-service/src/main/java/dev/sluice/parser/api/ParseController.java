// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import dev.sluice.parsers.ParserSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.util.UriComponentsBuilder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/v1/parse?format=F}: what lines would become, for people who want to see it before they send them. Nothing is stored.
 *
 * <p>The body is at most 1 MiB of lines; the answer is {@code {"events":[…],"failures":[{"line":3,"reason":"NOT_THE_FORMAT","message":"…"}],
 * "dropped":[{"line":4,"rule":"…"}]}}, lines counted from 1. A longer body is 413, an unknown format 400.
 */
@RestController
class ParseController {

    private static final int MAX_BODY = 1 << 20;

    private final ParserSettings settings;
    private final Clock clock;
    private final JsonMapper json;

    ParseController(ParserSettings settings, Clock clock, JsonMapper json) {
        this.settings = settings;
        this.clock = clock;
        this.json = json;
    }

    /** A line that would be a dead letter. */
    record Failure(long line, DeadLetterReason reason, String message) {}

    /** A line that a rule would leave out. */
    record Dropped(long line, String rule) {}

    /** What lines would become. */
    record Parsed(List<JsonNode> events, List<Failure> failures, List<Dropped> dropped) {}

    @PostMapping(path = "/api/v1/parse", produces = MediaType.APPLICATION_JSON_VALUE)
    Parsed parse(HttpServletRequest request) throws IOException {
        String format = formatOf(request);
        InputStream body = request.getInputStream();
        byte[] lines = body.readNBytes(MAX_BODY + 1);
        if (lines.length > MAX_BODY) {
            throw problem(HttpStatus.CONTENT_TOO_LARGE, "the body must be at most " + MAX_BODY + " bytes");
        }
        Parsed parsed = new Parsed(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        new ChunkParser(settings)
                .parse(ChunkHeaders.of(format, "parse", clock.millis()), lines, 0, lines.length, into(parsed));
        boolean unknownFormat =
                parsed.failures().stream().anyMatch(failure -> failure.reason() == DeadLetterReason.BAD_HEADERS);
        if (unknownFormat) {
            throw problem(HttpStatus.BAD_REQUEST, parsed.failures().getFirst().message());
        }
        return parsed;
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

    private ParseOutput into(Parsed parsed) {
        return new ParseOutput() {
            @Override
            public void event(DataStream dataStream, byte[] id, byte[] event, int from, int to) {
                parsed.events().add(json.readTree(Arrays.copyOfRange(event, from, to)));
            }

            @Override
            public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
                parsed.failures().add(new Failure(line + 1, reason, message));
            }

            @Override
            public void dropped(String rule, DataStream dataStream, long line) {
                parsed.dropped().add(new Dropped(line + 1, rule));
            }
        };
    }

    private static ErrorResponseException problem(HttpStatus status, String detail) {
        ErrorResponseException problem = new ErrorResponseException(status);
        problem.setDetail(detail);
        return problem;
    }
}
