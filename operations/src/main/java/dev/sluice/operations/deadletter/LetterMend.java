// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.deadletter;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.Headers;
import dev.sluice.model.Topics;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/**
 * How letters are changed before they are sent again: one rule for all of a group. The letters themselves stay as they are.
 *
 * @param replacements in the bytes of the value, one after the other
 * @param format by which the line is read instead, or null
 * @param zone of a time that the line has without one, or null
 * @param dataset to which the event belongs instead, or null
 */
public record LetterMend(List<TextReplacement> replacements, String format, String zone, String dataset) {

    /** Nothing is changed. */
    public static final LetterMend NONE = new LetterMend(List.of(), null, null, null);

    private static final int MOST_REPLACEMENTS = 20;
    private static final int LONGEST_NAME = 100;

    /**
     * A value with its headers, changed.
     *
     * @param rule by which; null if by hand
     */
    record MendedLetter(byte[] value, List<Header> headers, LetterMend rule) {}

    /** @throws IllegalArgumentException if a part cannot be; the message names it */
    public LetterMend {
        replacements = replacements == null ? List.of() : List.copyOf(replacements);
        format = blankToNull(format);
        zone = blankToNull(zone);
        dataset = blankToNull(dataset);
        if (replacements.size() > MOST_REPLACEMENTS) {
            throw new IllegalArgumentException(
                    "there may be " + MOST_REPLACEMENTS + " replacements, were " + replacements.size());
        }
        if (format != null && (format.length() > LONGEST_NAME || !format.matches("[A-Za-z0-9_.-]+"))) {
            throw new IllegalArgumentException("'" + format + "' cannot be the name of a format");
        }
        if (dataset != null && !DataStream.isValidPart(dataset)) {
            throw new IllegalArgumentException(
                    "a dataset is up to 100 of a-z 0-9 _ . and starts with a letter or digit, not '" + dataset + "'");
        }
        if (zone != null) {
            requireZone(zone);
        }
    }

    @JsonIgnore
    public boolean isNone() {
        return equals(NONE);
    }

    /**
     * The value as it would be sent.
     *
     * @throws IllegalArgumentException if the letter cannot be changed so; the message names the letter
     */
    public byte[] value(DeadLetterRecord letter) {
        byte[] before = letter.value();
        byte[] after = before;
        for (TextReplacement replacement : replacements) {
            after = replacement.in(after);
        }
        boolean isEvent = letter.origin().equals(Topics.PARSED);
        if (isEvent && (format != null || zone != null)) {
            throw new IllegalArgumentException(letter.coordinates()
                    + " is an event that a store refused: it has a dataset, and neither format nor zone");
        }
        if (!isEvent && lines(after) > lines(before)) {
            throw new IllegalArgumentException(letter.coordinates()
                    + " would be several lines: their events would have the ids of the lines behind it");
        }
        return isEvent && dataset != null ? EventMend.inDataset(after, dataset) : after;
    }

    /** What the headers of a line would say; empty for an event, and where they cannot be read. */
    public Optional<ChunkHeaders> line(DeadLetterRecord letter) {
        return letter.line().map(headers -> {
            ChunkHeaders.Routing routing = headers.routing();
            return headers.with(new ChunkHeaders.Routing(
                    format == null ? routing.format() : format,
                    routing.namespace(),
                    dataset == null ? routing.dataset() : dataset,
                    zone == null ? routing.zone() : ZoneId.of(zone),
                    routing.named()));
        });
    }

    /** Names and values of the headers that would be others than the letter's. */
    public Map<String, String> changedHeaders(DeadLetterRecord letter) {
        Map<String, String> before = letter.headers();
        Map<String, String> changed = new HashMap<>();
        headersOf(letter).forEach((name, value) -> {
            if (!value.equals(before.get(name))) {
                changed.put(name, value);
            }
        });
        return changed;
    }

    /** What is sent in place of a letter. */
    MendedLetter apply(DeadLetterRecord letter) {
        Map<String, String> mended = headersOf(letter);
        List<Header> headers = new ArrayList<>(letter.replayHeaders());
        headers.removeIf(header -> mended.containsKey(header.key()));
        mended.forEach((name, value) -> headers.add(new RecordHeader(name, value.getBytes(UTF_8))));
        return new MendedLetter(value(letter), headers, this);
    }

    private Map<String, String> headersOf(DeadLetterRecord letter) {
        Map<String, String> headers = new HashMap<>();
        if (letter.origin().equals(Topics.PARSED)) {
            if (dataset != null) {
                headers.put(Headers.DATA_STREAM, EventMend.dataStream(letter.headers(), dataset));
            }
            return headers;
        }
        if (format != null) {
            headers.put(Headers.FORMAT, format);
        }
        if (zone != null) {
            headers.put(Headers.ZONE, zone);
        }
        if (dataset != null) {
            headers.put(Headers.DATASET, dataset);
        }
        return headers;
    }

    /** For the audit record, in one line. */
    public String description() {
        List<String> parts = new ArrayList<>();
        replacements.forEach(replacement -> parts.add(replacement.description()));
        add(parts, "format", format);
        add(parts, "zone", zone);
        add(parts, "dataset", dataset);
        return String.join("; ", parts);
    }

    private static void add(List<String> parts, String name, String value) {
        if (value != null) {
            parts.add(name + ' ' + value);
        }
    }

    /** Lines that are more than an empty end. */
    private static long lines(byte[] value) {
        return new String(value, ISO_8859_1)
                .lines()
                .filter(line -> !line.isBlank())
                .count();
    }

    private static void requireZone(String zone) {
        try {
            ZoneId.of(zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "there is no time zone '" + zone + "'; Europe/Berlin and +02:00 are some", e);
        }
    }

    private static String blankToNull(String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}
