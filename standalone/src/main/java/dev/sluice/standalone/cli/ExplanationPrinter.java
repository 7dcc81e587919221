// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.cli;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.parsers.FormatExplainer;
import dev.sluice.parsers.FormatExplainer.Explanation;
import dev.sluice.parsers.FormatExplainer.Explanations;
import java.io.PrintWriter;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Prints for each line which format takes it, and where and why each other one stops: a paragraph a line, to be read by a person. */
final class ExplanationPrinter implements LineBlockReader.Block {

    private final FormatExplainer explainer;
    private final ChunkHeaders headers;
    private final PrintWriter out;
    private boolean allTaken = true;

    /** @param headers of the lines; their format is the one that is asked for */
    ExplanationPrinter(FormatExplainer explainer, ChunkHeaders headers, PrintWriter out) {
        this.explainer = explainer;
        this.headers = headers;
        this.out = out;
    }

    /** Whether each line so far was taken by the format that was asked for. */
    boolean allTaken() {
        return allTaken;
    }

    @Override
    public void take(long line, byte[] bytes, int end) {
        long number = line;
        int from = 0;
        for (int i = 0; i <= end; i++) {
            if (i == end || bytes[i] == '\n') {
                int to = i > from && bytes[i - 1] == '\r' ? i - 1 : i;
                if (to > from) {
                    explain(number, Arrays.copyOfRange(bytes, from, to));
                }
                number++;
                from = i + 1;
            }
        }
        out.flush();
    }

    /** Explains one line, or a payload that is no line. */
    void explain(long number, byte[] line) {
        Explanations explained = explainer.explain(headers, line);
        List<Explanation> explanations = explained.formats();
        Optional<String> taker = explained.taker(headers.format());
        allTaken &= taker.isPresent();
        out.println("line " + (number + 1) + ": "
                + taker.map(format -> "taken by " + format).orElse("not " + headers.format()));
        int width = explanations.stream()
                .mapToInt(explanation -> explanation.format().length())
                .max()
                .orElse(1);
        for (Explanation explanation : explanations) {
            out.printf(
                    "  %-" + width + "s  %s%n",
                    explanation.format(),
                    explanation.taken()
                            ? "takes it"
                            : TerminalText.escaped(explanation.reason() + ": " + explanation.message()));
        }
    }
}
