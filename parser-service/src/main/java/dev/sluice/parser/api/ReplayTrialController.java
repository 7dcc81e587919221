// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import dev.sluice.http.ServerAddress;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.NewerSchemeException;
import dev.sluice.parser.rules.LiveRules;
import dev.sluice.parsers.LineTrace;
import dev.sluice.parsers.LineTrace.TracedLine;
import dev.sluice.parsers.ParserSettings;
import dev.sluice.parsers.ReplayTrial;
import dev.sluice.parsers.ReplayTrial.TrialEvent;
import dev.sluice.parsers.ReplayTrial.TrialResult;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.BiFunction;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code POST /api/v1/replay-trial}: what would become of dead letters if they were replayed to this parser, with its rules and formats. Nothing is
 * stored.
 *
 * <p>Asked with {@code {"letters":[{"headers":{"sluice.format":"BASE64",…},"value":"BASE64"}]}}, the headers of the chunk; the answer is a
 * {@link TrialResult}, or a problem (RFC 9457) as {@link ParseController}'s are.
 */
@RestController
class ReplayTrialController {

    private final LiveRules rules;
    private final ParseApiSettings limits;
    private final ParseAccess access;
    private final Semaphore permits;
    private final Clock clock;
    private final JsonMapper json;

    record TrialRequest(List<TrialLetter> letters) {}

    record TrialLetter(Map<String, byte[]> headers, byte[] value) {}

    ReplayTrialController(
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

    @PostMapping("/api/v1/replay-trial")
    TrialResult tryReplay(HttpServletRequest request) throws IOException {
        return answer(request, (settings, letters) -> {
            ReplayTrial trial = trial(settings);
            letters.forEach(letter -> trial.take(headers(letter.headers()), letter.value()));
            return trial.result();
        });
    }

    /** {@code POST /api/v1/replay-events}: the same question; the answer are ids and data streams of the events of each letter, in their order. */
    @PostMapping("/api/v1/replay-events")
    List<List<TrialEvent>> events(HttpServletRequest request) throws IOException {
        return answer(request, (settings, letters) -> {
            ReplayTrial trial = trial(settings);
            return letters.stream()
                    .map(letter -> trial.take(headers(letter.headers()), letter.value()))
                    .toList();
        });
    }

    /** {@code POST /api/v1/trace}: lines in the same form; the answer says what they become, and what each rule does to them. */
    @PostMapping("/api/v1/trace")
    List<TracedLine> trace(HttpServletRequest request) throws IOException {
        return answer(request, (settings, letters) -> {
            LineTrace trace = new LineTrace(settings);
            return letters.stream()
                    .map(letter -> trace.of(
                            headers(letter.headers()).orElseThrow(() -> notLetters("headers of a line cannot be read")),
                            letter.value()))
                    .toList();
        });
    }

    private static ReplayTrial trial(ParserSettings settings) {
        return new ReplayTrial(
                settings.toBuilder().rules(settings.rules().forTrial()).build());
    }

    private <T> T answer(HttpServletRequest request, BiFunction<ParserSettings, List<TrialLetter>, T> answer)
            throws IOException {
        access.check(request);
        if (!permits.tryAcquire()) {
            throw new ParseRefusedException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "as many requests are being answered as sluice.parser.api.concurrency allows; come again");
        }
        try {
            return answer.apply(rules.settings(), letters(new ParseRequestBody(limits, clock).read(request)));
        } finally {
            permits.release();
        }
    }

    private List<TrialLetter> letters(byte[] body) {
        try {
            TrialRequest asked = json.readValue(body, TrialRequest.class);
            boolean complete = asked.letters() != null
                    && asked.letters().stream()
                            .allMatch(letter -> letter != null && letter.headers() != null && letter.value() != null);
            if (complete) {
                return asked.letters();
            }
        } catch (JacksonException e) {
            throw notLetters(e.getOriginalMessage());
        }
        throw notLetters("a letter has headers and a value");
    }

    private static ParseRefusedException notLetters(String why) {
        return new ParseRefusedException(HttpStatus.BAD_REQUEST, "the body does not hold letters: " + why);
    }

    private static Optional<ChunkHeaders> headers(Map<String, byte[]> headers) {
        try {
            return Optional.of(ChunkHeaders.read(headers));
        } catch (IllegalArgumentException | NewerSchemeException e) {
            // That may be why it is a dead letter.
            return Optional.empty();
        }
    }
}
