// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.rules;

import dev.sluice.parsers.engine.Glob;
import java.util.List;
import java.util.Objects;

/**
 * Which events a rule is for, and what becomes of them. It is for an event that meets all its conditions; a condition of several values is met by
 * any of them, and an empty one by every event. An event that lacks a condition's field does not meet it.
 *
 * @param name what dropped events are counted by
 * @param keepOneIn how many of the rule's events make one that is kept: {@link #KEEP_ALL}, {@link #DROP_ALL}, or more than 1
 * @param sampleBy dotted path of the field whose hash decides which one is kept, so that all events with the same value share their fate; where it is
 *     {@code event.id}, or an event lacks it, each event is on its own
 * @param datasets of the event
 * @param filePaths {@code log.file.path}: the file that the line was read from
 * @param urlPaths {@code url.path}, without the query
 * @param statuses {@code http.response.status_code}
 * @param levels {@code log.level}, in lower case; the event's may be in any
 */
public record Rule(
        String name,
        int keepOneIn,
        String sampleBy,
        List<Glob> datasets,
        List<Glob> filePaths,
        List<Glob> urlPaths,
        List<StatusRange> statuses,
        List<Glob> levels) {

    public static final int DROP_ALL = 0;
    public static final int KEEP_ALL = 1;
    public static final String EVENT_ID = "event.id";

    public Rule {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(sampleBy, "sampleBy");
        if (keepOneIn < 0) {
            throw new IllegalArgumentException("keepOneIn must not be negative, was " + keepOneIn);
        }
        datasets = List.copyOf(datasets);
        filePaths = List.copyOf(filePaths);
        urlPaths = List.copyOf(urlPaths);
        statuses = List.copyOf(statuses);
        levels = List.copyOf(levels);
    }
}
