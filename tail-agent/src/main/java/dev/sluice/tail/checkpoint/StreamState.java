// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.checkpoint;

import dev.sluice.tail.files.FileId;
import dev.sluice.tail.files.Mark;
import dev.sluice.tail.lines.LineRules;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * How far one stream has come. A stream is what one file holds from its creation to its end, under whatever names, and in whatever copy.
 *
 * @param stream its id, never used again
 * @param input name of the input that it belongs to
 * @param path name that the server is told: the one under which lines were written
 * @param lineage path of the file that the rotated ones come from, links resolved
 * @param file the file that holds it now, or null if none is known
 * @param marks what it held at some places, by their ends
 * @param source place in the file up to which everything is settled
 * @param offset the same place in the stream's own numbering; differs from {@code source} where envelopes are taken off
 * @param covered place in the stream up to which the server has been told
 * @param inside in what the place lies
 * @param plan the batch that may be under way, or null
 * @param modified when the file was last written, as seen at the last read, epoch milliseconds
 * @param complete whether it is known that nothing will follow
 * @param touched when this was last changed, epoch milliseconds
 */
public record StreamState(
        String stream,
        String input,
        Path path,
        Path lineage,
        FileId file,
        List<Mark> marks,
        long source,
        long offset,
        long covered,
        LinePosition inside,
        BatchPlan plan,
        long modified,
        boolean complete,
        long touched) {

    private static final int TAIL_MARKS = 6;
    private static final char SEPARATOR = '\t';
    private static final String NULL = "-";
    private static final int FIELDS = 16;

    public StreamState {
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(path, "path");
        marks = List.copyOf(marks);
    }

    /** A stream that begins at {@code source} of a file. */
    public static StreamState starting(
            String stream, String input, Path path, Path lineage, FileId file, long source, long modified, long now) {
        return new StreamState(
                stream,
                input,
                path,
                lineage,
                file,
                List.of(),
                source,
                source,
                source,
                LinePosition.NOTHING,
                null,
                modified,
                false,
                now);
    }

    public StreamState withPlan(BatchPlan newPlan, List<Mark> newMarks, long newModified, long now) {
        return new StreamState(
                stream,
                input,
                path,
                lineage,
                file,
                newMarks,
                source,
                offset,
                covered,
                inside,
                newPlan,
                newModified,
                complete,
                now);
    }

    /** Settled up to {@code newSource}. */
    public StreamState at(long newSource, long newOffset, long newCovered, LinePosition newInside, long now) {
        return new StreamState(
                stream,
                input,
                path,
                lineage,
                file,
                marks,
                newSource,
                newOffset,
                newCovered,
                newInside,
                null,
                modified,
                complete,
                now);
    }

    public StreamState withMarks(List<Mark> newMarks) {
        return new StreamState(
                stream, input, path, lineage, file, newMarks, source, offset, covered, inside, plan, modified, complete,
                touched);
    }

    public StreamState withModified(long newModified) {
        return new StreamState(
                stream,
                input,
                path,
                lineage,
                file,
                marks,
                source,
                offset,
                covered,
                inside,
                plan,
                newModified,
                complete,
                touched);
    }

    public StreamState withCovered(long newCovered) {
        return new StreamState(
                stream,
                input,
                path,
                lineage,
                file,
                marks,
                source,
                offset,
                newCovered,
                inside,
                plan,
                modified,
                complete,
                touched);
    }

    /** Continued in another file, or in none that is known. */
    public StreamState in(FileId newFile, long now) {
        return new StreamState(
                stream, input, path, lineage, newFile, marks, source, offset, covered, inside, plan, modified, false,
                now);
    }

    public StreamState completed(long newModified, long now) {
        return new StreamState(
                stream,
                input,
                path,
                lineage,
                file,
                marks,
                source,
                offset,
                covered,
                inside,
                plan,
                newModified,
                true,
                now);
    }

    /** The marks with one more; the first ones of a file and the last few are kept. */
    public static List<Mark> adding(List<Mark> marks, List<Mark> heads, Mark tail) {
        List<Mark> all = new ArrayList<>(heads);
        List<Mark> tails = new ArrayList<>();
        for (Mark mark : marks) {
            if (!heads.contains(mark) && mark.end() < tail.end()) {
                tails.add(mark);
            }
        }
        tails.add(tail);
        all.addAll(tails.subList(Math.max(0, tails.size() - TAIL_MARKS), tails.size()));
        return all;
    }

    /** One line of text, without its end. */
    String line() {
        StringBuilder line = new StringBuilder(256);
        field(line, stream);
        field(line, input);
        field(line, path.toString());
        field(line, lineage.toString());
        field(line, file == null ? NULL : file.toString());
        field(
                line,
                marks.isEmpty()
                        ? NULL
                        : String.join(",", marks.stream().map(Mark::toString).toList()));
        field(line, Long.toString(source));
        field(line, Long.toString(offset));
        field(line, Long.toString(covered));
        field(line, inside.name());
        field(line, plan == null ? NULL : Long.toString(plan.end()));
        field(line, plan == null ? NULL : plan.mark().toString());
        field(line, plan == null ? NULL : plan.rules().text());
        field(line, Long.toString(modified));
        field(line, Boolean.toString(complete));
        field(line, Long.toString(touched));
        line.setLength(line.length() - 1);
        return line.toString();
    }

    /** @throws IllegalArgumentException if {@code line} was not written by {@link #line} */
    static StreamState parse(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException("has " + fields.length + " fields, expected " + FIELDS);
        }
        for (int i = 0; i < fields.length; i++) {
            fields[i] = Escapes.undo(fields[i]);
        }
        BatchPlan plan = fields[10].equals(NULL)
                ? null
                : new BatchPlan(Long.parseLong(fields[10]), Mark.parse(fields[11]), LineRules.parse(fields[12]));
        List<Mark> marks = new ArrayList<>();
        if (!fields[5].equals(NULL)) {
            for (String mark : fields[5].split(",")) {
                marks.add(Mark.parse(mark));
            }
        }
        return new StreamState(
                fields[0],
                fields[1],
                Path.of(fields[2]),
                Path.of(fields[3]),
                fields[4].equals(NULL) ? null : FileId.parse(fields[4]),
                marks,
                Long.parseLong(fields[6]),
                Long.parseLong(fields[7]),
                Long.parseLong(fields[8]),
                LinePosition.valueOf(fields[9]),
                plan,
                Long.parseLong(fields[13]),
                Boolean.parseBoolean(fields[14]),
                Long.parseLong(fields[15]));
    }

    private static void field(StringBuilder line, String value) {
        line.append(Escapes.apply(value)).append(SEPARATOR);
    }
}
