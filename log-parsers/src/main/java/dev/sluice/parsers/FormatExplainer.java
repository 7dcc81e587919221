// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import dev.sluice.parsers.rules.RuleSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what each format makes of a line: whether it takes it, and if not, at which byte it stopped and what it expected there. For people, not for
 * the hot path. Not thread-safe.
 */
public final class FormatExplainer {

    private final ChunkParser parser;
    private final List<String> formats = new ArrayList<>();

    /**
     * What one format makes of a line.
     *
     * @param taken whether it becomes an event
     * @param reason why not, or null
     * @param message where the parser stopped and what it expected, or null
     */
    public record Explanation(String format, boolean taken, DeadLetterReason reason, String message) {}

    /**
     * What all formats make of a line.
     *
     * @param auto the format that {@code auto} takes it for, or null if it is a dead letter there
     */
    public record Explanations(List<Explanation> formats, String auto) {

        public Explanations {
            formats = List.copyOf(formats);
        }

        /** The format that takes the line where {@code format} is asked for: that one, or what {@code auto} takes it for. Empty if none does. */
        public Optional<String> taker(String format) {
            if (format.equals(LogFormat.AUTO.wireName())) {
                return Optional.ofNullable(auto);
            }
            return formats.stream()
                    .filter(explanation ->
                            explanation.taken() && explanation.format().equals(format))
                    .map(Explanation::format)
                    .findFirst();
        }
    }

    public FormatExplainer(ParserSettings settings) {
        // A line that a rule drops is of its format all the same.
        parser = new ChunkParser(settings.toBuilder().rules(RuleSet.NONE).build());
        LogFormat.wireNames().stream()
                .filter(name -> !name.equals(LogFormat.AUTO.wireName()))
                .forEach(formats::add);
        Stream.concat(settings.logFormats().keySet().stream(), settings.declaredFormats().names().stream())
                .sorted()
                .forEach(formats::add);
    }

    /**
     * Tries every format, built in and configured.
     *
     * @param headers of the line; the format in them does not count
     * @param line without its end, and not empty
     */
    public Explanations explain(ChunkHeaders headers, byte[] line) {
        Objects.requireNonNull(headers, "headers");
        List<Explanation> explanations = new ArrayList<>();
        for (String format : formats) {
            Outcome outcome = new Outcome();
            parser.parse(headers.withFormat(format), line, 0, line.length, outcome);
            explanations.add(new Explanation(format, outcome.taken, outcome.reason, outcome.message));
        }
        return new Explanations(explanations, auto(headers, line, explanations));
    }

    /** Access logs of either kind are one to {@code auto}: which it is, the formats themselves say. */
    private String auto(ChunkHeaders headers, byte[] line, List<Explanation> explanations) {
        Outcome outcome = new Outcome();
        parser.parse(headers.withFormat(LogFormat.AUTO.wireName()), line, 0, line.length, outcome);
        if (!outcome.taken) {
            return null;
        }
        boolean isAccess = parser.autoTaker() == LogFormat.APACHE_COMBINED;
        boolean isCommon = explanations.stream()
                .anyMatch(explanation ->
                        explanation.taken() && explanation.format().equals(LogFormat.APACHE_COMMON.wireName()));
        return (isAccess && isCommon ? LogFormat.APACHE_COMMON : parser.autoTaker()).wireName();
    }

    private static final class Outcome implements ParseOutput {

        private boolean taken;
        private DeadLetterReason reason;
        private String message;

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            taken = true;
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            taken = true;
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason why, String what) {
            taken = false;
            reason = why;
            message = what;
        }
    }
}
