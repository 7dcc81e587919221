// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.LogFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Says what each format makes of a line: whether it takes it, and if not, at which byte it stopped and what it expected there. For people, not for
 * the hot path. Not thread-safe.
 */
public final class FormatExplainer {

    /** Payloads and formats of one's own are never guessed. */
    private static final Set<String> AUTO_TRIES = LogFormat.wireNames().stream()
            .filter(name -> !name.equals(LogFormat.CLOUDWATCH.wireName()))
            .collect(Collectors.toUnmodifiableSet());

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

    public FormatExplainer(ParserSettings settings) {
        // A line that a rule drops is of its format all the same.
        parser = new ChunkParser(settings.toBuilder().rules(List.of()).build());
        LogFormat.wireNames().stream()
                .filter(name -> !name.equals(LogFormat.AUTO.wireName()))
                .forEach(formats::add);
        settings.logFormats().keySet().stream().sorted().forEach(formats::add);
    }

    /**
     * Tries every format, built in and configured.
     *
     * @param headers of the line; the format in them does not count
     * @param line without its end, and not empty
     */
    public List<Explanation> explain(ChunkHeaders headers, byte[] line) {
        Objects.requireNonNull(headers, "headers");
        List<Explanation> explanations = new ArrayList<>();
        for (String format : formats) {
            Outcome outcome = new Outcome();
            parser.parse(headers.withFormat(format), line, 0, line.length, outcome);
            explanations.add(new Explanation(format, outcome.taken, outcome.reason, outcome.message));
        }
        return explanations;
    }

    /**
     * The format that takes the line where {@code format} is asked for: that one, or under {@code auto} the first that takes it of those which
     * {@code auto} tries. Empty if none does.
     *
     * @param explanations of {@link #explain}
     */
    public Optional<String> taker(String format, List<Explanation> explanations) {
        boolean any = format.equals(LogFormat.AUTO.wireName());
        return explanations.stream()
                .filter(Explanation::taken)
                .map(Explanation::format)
                .filter(taker -> any ? AUTO_TRIES.contains(taker) : taker.equals(format))
                .findFirst();
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
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason why, String what) {
            taken = false;
            reason = why;
            message = what;
        }
    }
}
