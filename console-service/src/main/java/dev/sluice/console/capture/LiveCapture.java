// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.console.capture.CaptureRequest.CapturePoint;
import dev.sluice.console.capture.CapturedEvent.CapturedChange;
import dev.sluice.console.capture.CapturedEvent.CapturedStep;
import dev.sluice.console.parse.ParserClient;
import dev.sluice.console.parse.ParserClient.TrialLetter;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.LogFormat;
import dev.sluice.model.NewerSchemeException;
import dev.sluice.model.Topics;
import dev.sluice.parsers.LineTrace.TracedLine;
import dev.sluice.parsers.rules.RuleStep;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;

/** Takes some of the lines or events that pass from now on, and says what becomes of them. Thread-safe. */
@Component
class LiveCapture {

    /** Bytes of lines that the parser is asked about at once: base64 and headers come on top, and a parser takes a megabyte. */
    private static final int BATCH_BYTES = 256 * 1024;

    private final LiveTopic topic;
    private final ParserClient parser;
    private final CaptureSettings settings;

    /**
     * What passed.
     *
     * @param records of the topic that were looked at
     * @param large lines and events that were passed over for their size
     */
    record Captured(long records, long large, List<CapturedEvent> events) {}

    private record Line(ConsumerRecord<byte[], byte[]> chunk, ChunkHeaders headers, byte[] bytes) {}

    LiveCapture(LiveTopic topic, ParserClient parser, CaptureSettings settings) {
        this.topic = topic;
        this.parser = parser;
        this.settings = settings;
    }

    /** @throws IllegalArgumentException if it asks for more than may be */
    Captured take(CaptureRequest request) {
        if (request.point() == null) {
            throw new IllegalArgumentException("point must be raw or parsed");
        }
        if (request.count() < 1 || request.count() > settings.maxEvents()) {
            throw new IllegalArgumentException("count must be between 1 and " + settings.maxEvents()
                    + " (sluice.console.capture.max-events), was " + request.count());
        }
        if (request.seconds() < 1 || request.seconds() > settings.maxWait().toSeconds()) {
            throw new IllegalArgumentException("seconds must be between 1 and "
                    + settings.maxWait().toSeconds() + " (sluice.console.capture.max-wait), was " + request.seconds());
        }
        return request.point() == CapturePoint.RAW ? lines(request) : events(request);
    }

    private Captured lines(CaptureRequest request) {
        List<Line> lines = new ArrayList<>();
        long[] large = {0};
        long records = topic.read(Topics.RAW, Duration.ofSeconds(request.seconds()), chunk -> {
            headersOf(chunk).filter(request::takes).ifPresent(headers -> {
                for (byte[] bytes : linesOf(headers, chunk.value())) {
                    if (lines.size() < request.count() && request.takes(bytes)) {
                        if (bytes.length > settings.maxSize().toBytes()) {
                            large[0]++;
                        } else {
                            lines.add(new Line(chunk, headers, bytes));
                        }
                    }
                }
            });
            return lines.size() < request.count();
        });
        return new Captured(records, large[0], traced(lines));
    }

    private static Optional<ChunkHeaders> headersOf(ConsumerRecord<byte[], byte[]> chunk) {
        Map<String, byte[]> byName = new HashMap<>();
        chunk.headers().forEach(header -> byName.put(header.key(), header.value()));
        try {
            return Optional.of(ChunkHeaders.read(byName)).filter(headers -> chunk.value() != null);
        } catch (IllegalArgumentException | NewerSchemeException e) {
            // The parser makes a dead letter of it, which is looked at there.
            return Optional.empty();
        }
    }

    private static List<byte[]> linesOf(ChunkHeaders headers, byte[] value) {
        byte[] chunk;
        try {
            chunk = headers.receipt().encoding().decode(value);
        } catch (IllegalArgumentException e) {
            // As above.
            return List.of();
        }
        if (headers.format().equals(LogFormat.CLOUDWATCH.wireName())) {
            return List.of(chunk);
        }
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        for (int i = 0; i <= chunk.length; i++) {
            if (i == chunk.length || chunk[i] == '\n') {
                if (i > from) {
                    lines.add(Arrays.copyOfRange(chunk, from, i));
                }
                from = i + 1;
            }
        }
        return lines;
    }

    private List<CapturedEvent> traced(List<Line> lines) {
        List<CapturedEvent> captured = new ArrayList<>();
        List<Line> batch = new ArrayList<>();
        int bytes = 0;
        for (Line line : lines) {
            if (bytes + line.bytes().length > BATCH_BYTES) {
                trace(batch, captured);
                bytes = 0;
            }
            batch.add(line);
            bytes += line.bytes().length;
        }
        trace(batch, captured);
        return captured;
    }

    private void trace(List<Line> batch, List<CapturedEvent> captured) {
        if (batch.isEmpty()) {
            return;
        }
        List<TracedLine> traced = parser.trace(batch.stream()
                .map(line -> {
                    Map<String, byte[]> byName = new HashMap<>();
                    line.headers().writeTo(byName::put);
                    return new TrialLetter(byName, line.bytes());
                })
                .toList());
        for (int i = 0; i < batch.size(); i++) {
            captured.add(captured(batch.get(i), traced.get(i)));
        }
        batch.clear();
    }

    private CapturedEvent captured(Line line, TracedLine traced) {
        ChunkHeaders headers = line.headers();
        String why = null;
        String outcome = "kept";
        if (!traced.failures().isEmpty()) {
            outcome = "dead letter";
            why = traced.failures().stream()
                    .map(failure -> failure.reason() + ": " + failure.message())
                    .collect(Collectors.joining("; "));
        } else if (traced.events().isEmpty()) {
            outcome = "dropped";
            why = traced.dropped().isEmpty()
                    ? "it holds no event"
                    : "by the rule " + String.join(", ", traced.dropped());
        } else if (!traced.steps().isEmpty()) {
            outcome = "changed";
        }
        return new CapturedEvent(
                placeOf(line.chunk()),
                Instant.ofEpochMilli(headers.received()),
                headers.provenance().sender(),
                Stream.of(headers.provenance().host(), headers.provenance().path())
                        .filter(part -> part != null)
                        .collect(Collectors.joining(" ")),
                headers.format(),
                MaskedEvent.text(traced.line()),
                outcome,
                why == null ? null : MaskedEvent.text(why),
                traced.events().stream().map(MaskedEvent::of).toList(),
                traced.steps().stream().map(LiveCapture::step).toList());
    }

    private static CapturedStep step(RuleStep step) {
        return new CapturedStep(
                step.rule(),
                step.outcome(),
                step.changes().stream()
                        .map(change -> new CapturedChange(
                                change.field(), MaskedEvent.text(change.before()), MaskedEvent.text(change.after())))
                        .toList());
    }

    private Captured events(CaptureRequest request) {
        List<CapturedEvent> events = new ArrayList<>();
        long[] large = {0};
        long records = topic.read(Topics.PARSED, Duration.ofSeconds(request.seconds()), found -> {
            Optional<DataStream> dataStream = dataStreamOf(found).filter(request::takes);
            if (dataStream.isPresent() && found.value() != null && request.takes(found.value())) {
                if (found.value().length > settings.maxSize().toBytes()) {
                    large[0]++;
                } else {
                    events.add(event(found, dataStream.get()));
                }
            }
            return events.size() < request.count();
        });
        return new Captured(records, large[0], events);
    }

    private CapturedEvent event(ConsumerRecord<byte[], byte[]> found, DataStream dataStream) {
        String route = text(found, Headers.ROUTE);
        JsonNode event = MaskedEvent.of(new String(found.value(), UTF_8));
        return new CapturedEvent(
                placeOf(found),
                Instant.ofEpochMilli(found.timestamp()),
                null,
                dataStream.name(),
                null,
                event.toString(),
                route == null ? "both stores" : route,
                route == null
                        ? null
                        : "a rule sends it to one store alone, or it is the replay of a letter of that store",
                List.of(event),
                List.of());
    }

    private static Optional<DataStream> dataStreamOf(ConsumerRecord<byte[], byte[]> found) {
        try {
            return Optional.ofNullable(text(found, Headers.DATA_STREAM)).map(DataStream::parse);
        } catch (IllegalArgumentException e) {
            // A sink makes a dead letter of it, which is looked at there.
            return Optional.empty();
        }
    }

    private static String text(ConsumerRecord<byte[], byte[]> found, String name) {
        Header header = found.headers().lastHeader(name);
        return header == null ? null : new String(header.value(), UTF_8);
    }

    private static String placeOf(ConsumerRecord<byte[], byte[]> found) {
        return found.topic() + '-' + found.partition() + '-' + found.offset();
    }
}
