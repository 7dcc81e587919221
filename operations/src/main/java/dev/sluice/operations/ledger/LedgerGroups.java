// SPDX-License-Identifier: Apache-2.0
package dev.sluice.operations.ledger;

import java.util.Map;

/**
 * The consumer groups whose offsets say what is in flight.
 *
 * @param parser of the parser
 * @param stores of each sink, by the name of its store
 */
public record LedgerGroups(String parser, Map<String, String> stores) {

    /** As the services are set by default. */
    public static final LedgerGroups DEFAULTS = new LedgerGroups(
            "sluice-parser", Map.of("elasticsearch", "sluice-sink-elasticsearch", "s3", "sluice-sink-s3"));
}
