// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * What a {@link ChunkParser} may be told.
 *
 * @param maxLineBytes longer lines are dead letters, bytes
 * @param maxEventBytes lines whose JSON gets longer are dead letters, bytes
 * @param zone of times without one, unless the line's host or dataset has another
 * @param datasetsWithOriginal datasets whose events carry {@code event.original}
 * @param logFormats httpd {@code LogFormat} strings by the name that senders use as the format
 * @param clock gives {@code event.ingested}
 */
public record ParserSettings(
        int maxLineBytes,
        int maxEventBytes,
        ZoneId zone,
        Set<String> datasetsWithOriginal,
        Map<String, String> logFormats,
        InstantSource clock) {

    public ParserSettings {
        requireAtLeastOne("maxLineBytes", maxLineBytes);
        requireAtLeastOne("maxEventBytes", maxEventBytes);
        Objects.requireNonNull(zone, "zone");
        Objects.requireNonNull(clock, "clock");
        datasetsWithOriginal = Set.copyOf(datasetsWithOriginal);
        logFormats = Map.copyOf(logFormats);
    }

    /** Lines up to 256 KiB, events up to 1 MiB less room for a record's other parts, times in UTC, nothing optional. */
    public static ParserSettings defaults() {
        return new ParserSettings(256 * 1024, 1_000_000, ZoneOffset.UTC, Set.of(), Map.of(), InstantSource.system());
    }

    public ParserSettings withLogFormats(Map<String, String> newLogFormats) {
        return new ParserSettings(maxLineBytes, maxEventBytes, zone, datasetsWithOriginal, newLogFormats, clock);
    }

    public ParserSettings withDatasetsWithOriginal(Set<String> datasets) {
        return new ParserSettings(maxLineBytes, maxEventBytes, zone, datasets, logFormats, clock);
    }

    public ParserSettings withClock(InstantSource newClock) {
        return new ParserSettings(maxLineBytes, maxEventBytes, zone, datasetsWithOriginal, logFormats, newClock);
    }

    private static void requireAtLeastOne(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, was " + value);
        }
    }
}
