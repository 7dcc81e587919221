// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import dev.sluice.sink.s3.format.LakeFormat;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What an object's name says of its content. One that the sink has written is {@code logs.parsed-0-00000000000000001234.parquet}: partition, and
 * first offset. One merged from others carries what it holds: {@code merged-001-logs.parsed_0.1234-5678_1.90-90.parquet} has all objects of its
 * folder whose first offset was from 1234 to 5678 in partition 0, and the one of 90 in partition 1.
 *
 * <p>A merged name sorts after the names of all that it holds. A reader that lists page by page while objects are merged has then either listed
 * the parts or still comes to the merged object.
 *
 * @param generation 0 for an object of the sink, otherwise more than that of any that was merged into it
 * @param spans by partition and offset
 */
public record ObjectCoverage(int generation, String topic, List<Span> spans, LakeFormat format) {

    private static final Pattern PART = Pattern.compile("(.+)-(\\d+)-(\\d{20})\\.(\\w+(?:\\.\\w+)?)");
    private static final Pattern MERGED =
            Pattern.compile("merged-(\\d{3,})-(.+?)((?:_\\d+\\.\\d+-\\d+)+)\\.(\\w+(?:\\.\\w+)?)");
    private static final Pattern SPAN = Pattern.compile("_(\\d+)\\.(\\d+)-(\\d+)");

    /** First offsets of objects of one partition, both ends included. */
    public record Span(int partition, long from, long to) implements Comparable<Span> {

        private static final Comparator<Span> ORDER = Comparator.comparingInt(Span::partition)
                .thenComparingLong(Span::from)
                .thenComparingLong(Span::to);

        boolean covers(Span other) {
            return partition == other.partition && from <= other.from && other.to <= to;
        }

        boolean overlaps(Span other) {
            return partition == other.partition && from <= other.to && other.from <= to;
        }

        @Override
        public int compareTo(Span other) {
            return ORDER.compare(this, other);
        }
    }

    /** Reads the last part of a key; empty for an object that is not of the sink's. */
    public static Optional<ObjectCoverage> parse(String name) {
        Matcher merged = MERGED.matcher(name);
        if (merged.matches()) {
            List<Span> spans = new ArrayList<>();
            Matcher span = SPAN.matcher(merged.group(3));
            while (span.find()) {
                spans.add(new Span(
                        Integer.parseInt(span.group(1)), Long.parseLong(span.group(2)), Long.parseLong(span.group(3))));
            }
            return LakeFormat.ofExtension(merged.group(4))
                    .map(format -> new ObjectCoverage(
                            Integer.parseInt(merged.group(1)), merged.group(2), List.copyOf(spans), format));
        }
        Matcher part = PART.matcher(name);
        if (!part.matches()) {
            return Optional.empty();
        }
        long first = Long.parseLong(part.group(3));
        Span span = new Span(Integer.parseInt(part.group(2)), first, first);
        return LakeFormat.ofExtension(part.group(4))
                .map(format -> new ObjectCoverage(0, part.group(1), List.of(span), format));
    }

    /**
     * The name of what {@code parts} are merged to.
     *
     * @param parts of one topic and format
     * @param others all other names of the folder: no span reaches over one of them
     */
    public static ObjectCoverage merged(Collection<ObjectCoverage> parts, Collection<ObjectCoverage> others) {
        List<Span> foreign =
                others.stream().flatMap(other -> other.spans.stream()).toList();
        List<Span> spans = new ArrayList<>();
        parts.stream().flatMap(part -> part.spans.stream()).sorted().forEach(span -> {
            Span last = spans.isEmpty() ? null : spans.getLast();
            if (last != null && last.partition == span.partition) {
                Span joined = new Span(span.partition, last.from, Math.max(last.to, span.to));
                if (foreign.stream().noneMatch(joined::overlaps)) {
                    spans.set(spans.size() - 1, joined);
                    return;
                }
            }
            spans.add(span);
        });
        ObjectCoverage any = parts.iterator().next();
        int generation =
                parts.stream().mapToInt(ObjectCoverage::generation).max().orElseThrow() + 1;
        return new ObjectCoverage(generation, any.topic, List.copyOf(spans), any.format);
    }

    /** Whether an object of this name holds all that one of the other name holds. */
    public boolean covers(ObjectCoverage other) {
        return generation > other.generation
                && topic.equals(other.topic)
                && other.spans.stream().allMatch(span -> spans.stream().anyMatch(own -> own.covers(span)));
    }

    public boolean overlaps(ObjectCoverage other) {
        return topic.equals(other.topic)
                && other.spans.stream().anyMatch(span -> spans.stream().anyMatch(own -> own.overlaps(span)));
    }

    public boolean isMerged() {
        return generation > 0;
    }

    @Override
    public String toString() {
        if (!isMerged()) {
            Span span = spans.getFirst();
            return String.format(Locale.ROOT, "%s-%d-%020d.%s", topic, span.partition, span.from, format.extension());
        }
        return spans.stream()
                .map(span -> "_" + span.partition + '.' + span.from + '-' + span.to)
                .collect(Collectors.joining(
                        "", String.format(Locale.ROOT, "merged-%03d-%s", generation, topic), '.' + format.extension()));
    }
}
