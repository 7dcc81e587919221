// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.model.ChunkHeaders;
import dev.sluice.parsers.engine.Glob;
import java.util.List;

/**
 * What lines a format is for where their sender left the format to {@code auto}. In each pattern {@code *} stands for any characters; of one kind one
 * pattern has to fit, and of token, dataset and path each that is given.
 *
 * @param senders names of tokens
 * @param datasets that the sender or its token named
 * @param paths of files
 * @param logGroups of CloudWatch
 * @param programs of syslog messages
 */
public record FormatUse(
        List<Glob> senders, List<Glob> datasets, List<Glob> paths, List<String> logGroups, List<Glob> programs) {

    static final FormatUse NOWHERE = of(List.of(), List.of(), List.of(), List.of(), List.of());

    public FormatUse {
        senders = List.copyOf(senders);
        datasets = List.copyOf(datasets);
        paths = List.copyOf(paths);
        logGroups = List.copyOf(logGroups);
        programs = List.copyOf(programs);
    }

    static FormatUse of(
            List<String> senders,
            List<String> datasets,
            List<String> paths,
            List<String> logGroups,
            List<String> programs) {
        return new FormatUse(globs(senders), globs(datasets), globs(paths), logGroups, globs(programs));
    }

    /** Whether it is for all lines of the chunk with these headers. */
    public boolean isFor(ChunkHeaders headers) {
        boolean asks = !senders.isEmpty() || !datasets.isEmpty() || !paths.isEmpty();
        return asks
                && fits(senders, headers.sender())
                && fits(datasets, headers.dataset())
                && fits(paths, headers.path());
    }

    private static boolean fits(List<Glob> patterns, String value) {
        return patterns.isEmpty() || value != null && patterns.stream().anyMatch(pattern -> pattern.matches(value));
    }

    private static List<Glob> globs(List<String> patterns) {
        return patterns.stream().map(Glob::new).toList();
    }
}
