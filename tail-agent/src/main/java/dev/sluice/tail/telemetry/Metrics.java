// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.telemetry;

import dev.sluice.tail.lines.LeftOutLines;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;

/** What the agent counts. All names are here, each whole; their meanings are in the module's README. */
public final class Metrics {

    /**
     * Where one file stands.
     *
     * @param path name of the file
     * @param stream its stream
     * @param lagBytes bytes not yet kept by the server; the compressed size for a compressed file
     * @param lagSeconds for how long some bytes have been waiting
     */
    public record FileLag(String path, String stream, long lagBytes, double lagSeconds, boolean open) {}

    public final LongAdder bytesRead = new LongAdder();
    public final LongAdder bytesSent = new LongAdder();
    public final LongAdder wireBytesSent = new LongAdder();
    public final LongAdder linesSent = new LongAdder();
    public final LongAdder batchesSent = new LongAdder();
    public final LongAdder retries = new LongAdder();
    public final LongAdder alarms = new LongAdder();
    public final LongAdder batchesRefused = new LongAdder();
    public final LongAdder linesSetAside = new LongAdder();
    public final LongAdder nulBytesSkipped = new LongAdder();
    public final LongAdder filesFound = new LongAdder();
    public final LongAdder filesTruncated = new LongAdder();
    public final LongAdder filesContinued = new LongAdder();
    public final LongAdder filesCopied = new LongAdder();
    public final LongAdder filesRewritten = new LongAdder();
    public final LongAdder bytesLost = new LongAdder();
    public final LongAdder readErrors = new LongAdder();
    public final LongAdder deadLetterFilesDropped = new LongAdder();
    public final LongAdder checkpointDamage = new LongAdder();
    public final LongAdder reloads = new LongAdder();

    /** Lines that were left out on purpose, by input and reason. */
    private final Map<LeftOutBy, LongAdder> linesLeftOut = new ConcurrentSkipListMap<>();

    private record LeftOutBy(String input, String reason) implements Comparable<LeftOutBy> {

        @Override
        public int compareTo(LeftOutBy other) {
            int byInput = input.compareTo(other.input);
            return byInput != 0 ? byInput : reason.compareTo(other.reason);
        }
    }

    private volatile Supplier<List<FileLag>> files = List::of;
    private volatile Supplier<Map<Problems.Kind, Integer>> problems = Map::of;
    private volatile Supplier<Optional<String>> blocking = Optional::empty;
    private volatile String alarm;

    /** Counts lines of an input that were left out on purpose, once what they lay among is settled. */
    public void leftOut(String input, LeftOutLines lines) {
        leftOut(input, "include", lines.include());
        leftOut(input, "exclude", lines.exclude());
        leftOut(input, "sample", lines.sample());
    }

    private void leftOut(String input, String reason, int lines) {
        if (lines > 0) {
            linesLeftOut
                    .computeIfAbsent(new LeftOutBy(input, reason), key -> new LongAdder())
                    .add(lines);
        }
    }

    /** For people: what was left out so far, a line for each input and reason. */
    public List<String> leftOut() {
        return linesLeftOut.entrySet().stream()
                .map(each -> each.getKey().input() + ": " + each.getValue().sum() + " lines left out by "
                        + each.getKey().reason())
                .toList();
    }

    /** Where the files stand, asked for at each look. */
    public void files(Supplier<List<FileLag>> supplier) {
        files = supplier;
    }

    /** What is wrong, asked for at each look. */
    public void problems(Problems all) {
        problems = all::counts;
        blocking = all::blocking;
    }

    /** What keeps the agent from sending and needs operator action, or null. */
    public void alarm(String reason) {
        if (reason != null) {
            alarms.increment();
        }
        alarm = reason;
    }

    /** What keeps the agent from sending, if anything does: the server, or something of its own machine. */
    public Optional<String> alarm() {
        return Optional.ofNullable(alarm).or(blocking);
    }

    /** All of it in Prometheus' text format, version 0.0.4. */
    public String prometheus() {
        StringBuilder out = new StringBuilder(4096);
        counter(out, "sluice_tail_read_bytes_total", "Bytes read from files.", bytesRead);
        counter(out, "sluice_tail_sent_bytes_total", "Bytes of lines that the server has kept.", bytesSent);
        counter(out, "sluice_tail_sent_wire_bytes_total", "Bytes of request bodies as they were sent.", wireBytesSent);
        counter(out, "sluice_tail_sent_lines_total", "Lines that the server has kept.", linesSent);
        counter(out, "sluice_tail_sent_batches_total", "Requests that the server has kept.", batchesSent);
        counter(out, "sluice_tail_retries_total", "Requests that had to be tried again.", retries);
        counter(out, "sluice_tail_alarms_total", "Answers that need operator action, such as 401.", alarms);
        counter(
                out,
                "sluice_tail_refused_batches_total",
                "Requests that the server refused as not acceptable.",
                batchesRefused);
        counter(out, "sluice_tail_set_aside_lines_total", "Lines written to the dead-letter file.", linesSetAside);
        counter(
                out,
                "sluice_tail_nul_bytes_skipped_total",
                "NUL bytes passed over at the start of lines.",
                nulBytesSkipped);
        counter(out, "sluice_tail_files_found_total", "Files that began a stream.", filesFound);
        counter(out, "sluice_tail_files_truncated_total", "Files found truncated or replaced.", filesTruncated);
        counter(out, "sluice_tail_files_continued_total", "Streams continued in a copy of their file.", filesContinued);
        counter(
                out,
                "sluice_tail_files_copied_total",
                "Copies of files that stayed: sent like any other file.",
                filesCopied);
        counter(
                out,
                "sluice_tail_files_rewritten_total",
                "Files written again with the same content, or touched.",
                filesRewritten);
        counter(
                out,
                "sluice_tail_lost_bytes_total",
                "Bytes that were seen and are gone before they could be read.",
                bytesLost);
        counter(out, "sluice_tail_read_errors_total", "Failures to open or read a file.", readErrors);
        counter(
                out,
                "sluice_tail_dead_letter_files_dropped_total",
                "Rolled dead-letter files deleted.",
                deadLetterFilesDropped);
        counter(
                out,
                "sluice_tail_checkpoint_damage_total",
                "Damaged checkpoint files and records met at start.",
                checkpointDamage);
        counter(out, "sluice_tail_reloads_total", "Configurations taken by reload.", reloads);
        type(out, "sluice_tail_left_out_lines_total", "counter", "Lines left out on purpose, by input and reason.");
        linesLeftOut.forEach((by, count) -> out.append("sluice_tail_left_out_lines_total{input=\"")
                .append(escaped(by.input()))
                .append("\",reason=\"")
                .append(by.reason())
                .append("\"} ")
                .append(count.sum())
                .append('\n'));
        type(out, "sluice_tail_alarm", "gauge", "1 while operator action is required.");
        out.append("sluice_tail_alarm ").append(alarm().isPresent() ? 1 : 0).append('\n');
        type(out, "sluice_tail_problems", "gauge", "What is wrong now, by kind.");
        problems.get()
                .forEach((kind, count) -> out.append("sluice_tail_problems{kind=\"")
                        .append(kind.label())
                        .append("\"} ")
                        .append(count)
                        .append('\n'));
        files(out, files.get());
        return out.toString();
    }

    private static void files(StringBuilder out, List<FileLag> files) {
        long open = files.stream().filter(FileLag::open).count();
        type(out, "sluice_tail_open_files", "gauge", "Files held open.");
        out.append("sluice_tail_open_files ").append(open).append('\n');
        type(out, "sluice_tail_files", "gauge", "Files followed.");
        out.append("sluice_tail_files ").append(files.size()).append('\n');
        type(out, "sluice_tail_lag_bytes", "gauge", "Bytes of a file that the server has not kept yet.");
        for (FileLag file : files) {
            labelled(out, "sluice_tail_lag_bytes", file).append(file.lagBytes()).append('\n');
        }
        type(out, "sluice_tail_lag_seconds", "gauge", "For how long some bytes of a file have been waiting.");
        for (FileLag file : files) {
            labelled(out, "sluice_tail_lag_seconds", file)
                    .append(file.lagSeconds())
                    .append('\n');
        }
    }

    private static StringBuilder labelled(StringBuilder out, String name, FileLag file) {
        return out.append(name)
                .append("{path=\"")
                .append(escaped(file.path()))
                .append("\",stream=\"")
                .append(escaped(file.stream()))
                .append("\"} ");
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static void counter(StringBuilder out, String name, String help, LongAdder value) {
        type(out, name, "counter", help);
        out.append(name).append(' ').append(value.sum()).append('\n');
    }

    private static void type(StringBuilder out, String name, String type, String help) {
        out.append("# HELP ").append(name).append(' ').append(help).append('\n');
        out.append("# TYPE ").append(name).append(' ').append(type).append('\n');
    }
}
