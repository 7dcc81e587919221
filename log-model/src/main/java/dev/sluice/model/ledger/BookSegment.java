// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What became of the records of one partition from one offset to another: a part of a book. It is written whole, and what is written again for the
 * same begin replaces it, so that neither compaction nor reading twice changes a sum. Not thread-safe.
 *
 * <p>As text, a line each: {@code 1 FROM TO EVENTS-FROM}; {@code g FROM TO} for offsets at which the reader saw no record;
 * {@code a HOUR SENDER NAMESPACE COUNTS…} and {@code b HOUR DATA-STREAM COUNTS…} for its rows.
 */
public final class BookSegment {

    /** Of {@link #eventsFrom}, where it is not known. */
    public static final long UNKNOWN = -1;

    private static final String VERSION = "1";

    private final long from;
    private final long eventsFrom;
    private final List<Gap> gaps = new ArrayList<>();
    private final Map<LineRow, LineTally> lines = new LinkedHashMap<>();
    private final Map<StreamRow, EventTally> events = new LinkedHashMap<>();
    private long to;

    /**
     * Offsets that the reader of the partition did not see: markers of transactions, or records that were passed over.
     *
     * @param to exclusive
     */
    public record Gap(long from, long to) {}

    /**
     * @param from offset of the first record in the partition that was read
     * @param eventsFrom offset in {@code logs.parsed} at or after which its events are, and before which those of the segments before it are; {@link
     *     #UNKNOWN} where nobody knows, and in books of sinks
     */
    public BookSegment(long from, long eventsFrom) {
        this.from = from;
        this.eventsFrom = eventsFrom;
        to = from;
    }

    public long from() {
        return from;
    }

    /** Offset after the last record. */
    public long to() {
        return to;
    }

    public long eventsFrom() {
        return eventsFrom;
    }

    public List<Gap> gaps() {
        return gaps;
    }

    public Map<LineRow, LineTally> lines() {
        return lines;
    }

    public Map<StreamRow, EventTally> events() {
        return events;
    }

    public boolean isEmpty() {
        return lines.isEmpty() && events.isEmpty() && gaps.isEmpty();
    }

    /** The record at {@code offset} was read, and none between the last one and it. */
    public void read(long offset) {
        if (offset > to) {
            gaps.add(new Gap(to, offset));
        }
        to = offset + 1;
    }

    /** All records below {@code end} are done. */
    public void reached(long end) {
        to = end;
    }

    public LineTally lines(LineRow row) {
        return lines.computeIfAbsent(row, ignored -> new LineTally());
    }

    public EventTally events(StreamRow row) {
        return events.computeIfAbsent(row, ignored -> new EventTally());
    }

    /** Adds the rows of another segment. */
    public void add(BookSegment other) {
        gaps.addAll(other.gaps);
        other.lines.forEach((row, tally) -> lines(row).add(tally));
        other.events.forEach((row, tally) -> events(row).add(tally));
    }

    public String toText() {
        StringBuilder text = new StringBuilder(VERSION)
                .append(' ')
                .append(from)
                .append(' ')
                .append(to)
                .append(' ')
                .append(eventsFrom);
        gaps.forEach(gap -> text.append("\ng ").append(gap.from).append(' ').append(gap.to));
        lines.forEach((row, tally) -> text.append("\na ")
                .append(row.hour())
                .append(' ')
                .append(word(row.sender()))
                .append(' ')
                .append(word(row.namespace()))
                .append(' ')
                .append(tally.toText()));
        events.forEach((row, tally) -> text.append("\nb ")
                .append(row.hour())
                .append(' ')
                .append(word(row.dataStream()))
                .append(' ')
                .append(tally.toText()));
        return text.toString();
    }

    /** @throws IllegalArgumentException if the text is none, or that of another version */
    public static BookSegment parse(String text) {
        try {
            String[] textLines = text.split("\n");
            String[] head = textLines[0].split(" ");
            if (!head[0].equals(VERSION)) {
                throw new IllegalArgumentException("its version is " + head[0] + ", this release reads " + VERSION);
            }
            BookSegment segment = new BookSegment(Long.parseLong(head[1]), Long.parseLong(head[3]));
            segment.to = Long.parseLong(head[2]);
            for (int i = 1; i < textLines.length; i++) {
                segment.addRow(textLines[i].split(" "));
            }
            return segment;
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("'" + text + "' is no part of a ledger: " + e.getMessage(), e);
        }
    }

    private void addRow(String[] words) {
        switch (words[0]) {
            case "g" -> gaps.add(new Gap(Long.parseLong(words[1]), Long.parseLong(words[2])));
            case "a" ->
                lines.put(
                        new LineRow(Long.parseLong(words[1]), text(words[2]), text(words[3])),
                        LineTally.parse(words, 4));
            case "b" -> events.put(new StreamRow(Long.parseLong(words[1]), text(words[2])), EventTally.parse(words, 3));
            default -> throw new IllegalArgumentException("a row begins with g, a or b, not " + words[0]);
        }
    }

    private static String word(String text) {
        return text.isEmpty() ? "%" : URLEncoder.encode(text, UTF_8);
    }

    private static String text(String word) {
        return word.equals("%") ? "" : URLDecoder.decode(word, UTF_8);
    }
}
