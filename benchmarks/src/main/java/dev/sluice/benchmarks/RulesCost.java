// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.DeadLetterReason;
import dev.sluice.model.Store;
import dev.sluice.parsers.ChunkParser;
import dev.sluice.parsers.ParseOutput;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What rules cost by processor time, on a machine that may do other things beside: each of the options in a JVM of its own, by turns, and the
 * median of the rounds. The lines are those of {@link OptionsBenchmark}.
 *
 * <p>Arguments: rounds (default 5), the options by comma, and perhaps the class path of another state of the code, which is measured by turns with
 * this one.
 */
public final class RulesCost {

    private static final String OPTIONS = "nothing,rule-by-path,ten-rules";

    /** Times that the corpus is parsed before, so that C2 is done, and while it is measured. */
    private static final int WARM_UP = 60;

    private static final int MEASURED = 40;

    private RulesCost() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        if (arguments.length > 1 && arguments[0].equals("fork")) {
            System.out.println(nanosPerLine(arguments[1]));
            return;
        }
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 5;
        List<String> options = List.of((arguments.length > 1 ? arguments[1] : OPTIONS).split(","));
        Map<String, String> states = new LinkedHashMap<>();
        if (arguments.length > 2) {
            states.put("before", arguments[2]);
        }
        states.put("now", System.getProperty("java.class.path"));
        Map<String, List<Double>> results = new LinkedHashMap<>();
        for (int round = 0; round < rounds; round++) {
            for (String option : options) {
                for (Map.Entry<String, String> state : states.entrySet()) {
                    double nanos = fork(state.getValue(), option);
                    results.computeIfAbsent(option + ", " + state.getKey(), any -> new ArrayList<>())
                            .add(nanos);
                    System.out.printf(Locale.ROOT, "%d %s %s %.0f%n", round, option, state.getKey(), nanos);
                }
            }
        }
        System.out.println("| with | ns of processor time a line (least – most) |\n| --- | ---: |");
        results.forEach((what, nanos) -> {
            double[] sorted =
                    nanos.stream().mapToDouble(Double::doubleValue).sorted().toArray();
            System.out.printf(
                    Locale.ROOT,
                    "| %s | %.0f (%.0f – %.0f) |%n",
                    what,
                    sorted[sorted.length / 2],
                    sorted[0],
                    sorted[sorted.length - 1]);
        });
    }

    private static double fork(String classPath, String option) throws IOException, InterruptedException {
        Process fork = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElse("java"),
                        "-XX:+UseSerialGC",
                        "-Xmx256m",
                        "-cp",
                        classPath,
                        RulesCost.class.getName(),
                        "fork",
                        option)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(fork.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        if (fork.waitFor() != 0) {
            throw new IllegalStateException("the fork with " + option + " failed: " + output);
        }
        return Double.parseDouble(output);
    }

    /** Of this thread; the compiler's threads do not count. */
    private static double nanosPerLine(String option) {
        byte[] chunk = OptionsBenchmark.lines();
        ChunkHeaders headers = OptionsBenchmark.headers(option);
        ChunkParser parser = OptionsBenchmark.parser(option);
        Checksum output = new Checksum();
        for (int i = 0; i < WARM_UP; i++) {
            parser.parse(headers, chunk, 0, chunk.length, output);
        }
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        double[] nanos = new double[MEASURED];
        for (int i = 0; i < MEASURED; i++) {
            long before = threads.getCurrentThreadCpuTime();
            parser.parse(headers, chunk, 0, chunk.length, output);
            nanos[i] = (double) (threads.getCurrentThreadCpuTime() - before) / Corpus.LINES;
        }
        if (output.lines != (long) (WARM_UP + MEASURED) * Corpus.LINES) {
            throw new IllegalStateException(output.lines + " lines came out; sum " + output.sum);
        }
        Arrays.sort(nanos);
        return nanos[MEASURED / 2];
    }

    /** Takes what a parser makes: one that loses lines would be fast. */
    private static final class Checksum implements ParseOutput {

        private long lines;
        private long sum;

        @Override
        public void event(DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            lines++;
            sum += json[to - 1] + json[(from + to) / 2];
        }

        @Override
        public void routed(Store store, DataStream dataStream, byte[] id, byte[] json, int from, int to) {
            event(dataStream, id, json, from, to);
        }

        @Override
        public void dropped(String rule, DataStream dataStream, long line) {
            lines++;
        }

        @Override
        public void deadLetter(long line, byte[] bytes, int from, int to, DeadLetterReason reason, String message) {
            throw new IllegalStateException("line " + line + ": " + message);
        }
    }
}
