// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.parse;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.console.ProblemException;
import dev.sluice.parsers.LineTrace.TracedLine;
import dev.sluice.parsers.ReplayTrial.TrialEvent;
import dev.sluice.parsers.ReplayTrial.TrialResult;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.stereotype.Component;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Asks the parser, which alone knows its rules and formats. Thread-safe. */
@Component
public final class ParserClient implements AutoCloseable {

    private static final int OK = 200;

    private final ParserAddress parser;
    private final JsonMapper json;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /**
     * A letter as the parser is asked about it.
     *
     * @param headers those of the chunk
     */
    public record TrialLetter(Map<String, byte[]> headers, byte[] value) {}

    record TrialRequest(List<TrialLetter> letters) {}

    public ParserClient(ParserAddress parser, JsonMapper json) {
        this.parser = parser;
        this.json = json;
    }

    /**
     * What would become of letters if they were replayed.
     *
     * @throws ProblemException if the parser says no, or nothing
     */
    public TrialResult tryReplay(List<TrialLetter> letters) {
        return json.readValue(ask("/api/v1/replay-trial", letters), TrialResult.class);
    }

    /** The events that letters would become, letter by letter. */
    public List<List<TrialEvent>> replayEvents(List<TrialLetter> letters) {
        List<List<TrialEvent>> events =
                json.readValue(ask("/api/v1/replay-events", letters), new TypeReference<List<List<TrialEvent>>>() {});
        if (events.size() != letters.size()) {
            throw new ProblemException(HttpStatus.BAD_GATEWAY, "the parser has not answered for each letter");
        }
        return events;
    }

    /** What lines become, and what each rule does to them. */
    public List<TracedLine> trace(List<TrialLetter> lines) {
        List<TracedLine> traced = json.readValue(ask("/api/v1/trace", lines), new TypeReference<List<TracedLine>>() {});
        if (traced.size() != lines.size()) {
            throw new ProblemException(HttpStatus.BAD_GATEWAY, "the parser has not answered for each line");
        }
        return traced;
    }

    private byte[] ask(String path, List<TrialLetter> letters) {
        HttpResponse<byte[]> answer = post(path, "application/json", json.writeValueAsBytes(new TrialRequest(letters)));
        if (answer.statusCode() != OK) {
            throw new ProblemException(
                    HttpStatus.BAD_GATEWAY, "the parser answers " + answer.statusCode() + ": " + detail(answer.body()));
        }
        return answer.body();
    }

    /** The parser's own answer, whatever it is. */
    HttpResponse<byte[]> parse(String format, byte[] lines) {
        return post("/api/v1/parse?format=" + URLEncoder.encode(format, UTF_8), "text/plain; charset=utf-8", lines);
    }

    private HttpResponse<byte[]> post(String path, String type, byte[] body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(parser.uri().resolve(path))
                .timeout(parser.timeout())
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body));
        if (parser.token() != null) {
            request.header("Authorization", "Bearer " + parser.token());
        }
        try {
            return http.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new ProblemException(
                    HttpStatus.BAD_GATEWAY,
                    "the parser does not answer at " + parser.uri() + " (sluice.console.parser.uri): " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(HttpStatus.SERVICE_UNAVAILABLE, "interrupted while the parser was asked");
        }
    }

    private String detail(byte[] problem) {
        try {
            return json.readTree(problem).path("detail").asString("no reason given");
        } catch (JacksonException ignored) {
            // Whatever answers there, it is no parser of ours.
            return "no reason given";
        }
    }

    @Override
    public void close() {
        http.close();
    }
}
