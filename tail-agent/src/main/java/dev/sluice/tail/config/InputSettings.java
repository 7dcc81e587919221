// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.config;

import dev.sluice.tail.lines.LineRules;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A group of files that are treated alike.
 *
 * @param name of the input, unique
 * @param paths absolute globs
 * @param exclude globs of paths, or of bare file names, that are left out
 * @param format name of the lines' format
 * @param dataset data-stream dataset, or null to leave it to the server
 * @param namespace data-stream namespace, or null to leave it to the server
 * @param labels sent with each batch
 * @param fromEnd whether files that are there when the agent meets this input for the first time are read from their end
 * @param rules how bytes become lines
 * @param multilineIdle how long an event of several lines waits for its next line
 * @param lineIdle how long a last line without an end waits for it
 * @param sendRewritten whether a file that was written again with the same content is sent again
 */
public record InputSettings(
        String name,
        List<String> paths,
        List<String> exclude,
        String format,
        String dataset,
        String namespace,
        Map<String, String> labels,
        boolean fromEnd,
        LineRules rules,
        Duration multilineIdle,
        Duration lineIdle,
        boolean sendRewritten) {

    public InputSettings {
        paths = List.copyOf(paths);
        exclude = List.copyOf(exclude);
        labels = Map.copyOf(new TreeMap<>(labels));
    }
}
