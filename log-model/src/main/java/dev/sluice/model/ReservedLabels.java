// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Labels that the service itself writes. What a sender gives under one of these names would be taken for the service's word. */
public final class ReservedLabels {

    /** Address of a sender of syslog. */
    public static final String SYSLOG_SOURCE = "syslog_source";

    /** Index that a bulk names, where it is no data stream of ours. */
    public static final String BULK_INDEX = "bulk_index";

    /** Tenant that a sender of Loki's protocol names. */
    public static final String LOKI_TENANT = "loki_tenant";

    /** ARN of a Firehose stream. */
    public static final String FIREHOSE_ARN = "firehose_arn";

    /** Stream of Kinesis Data Streams that a sender of the AWS API names. */
    public static final String KINESIS_STREAM = "kinesis_stream";

    /** Stream of Data Firehose that a sender of the AWS API names. */
    public static final String DELIVERY_STREAM = "delivery_stream";

    /** Dataset that a sender named and may not name. */
    public static final String REQUESTED_DATASET = "requested_dataset";

    static final Set<String> NAMES = Set.of(
            SYSLOG_SOURCE, BULK_INDEX, LOKI_TENANT, FIREHOSE_ARN, KINESIS_STREAM, DELIVERY_STREAM, REQUESTED_DATASET);
    private static final String PREFIX = "sluice";
    /** Most other names need not be made a string of. */
    private static final String FIRST_LETTERS = Stream.concat(NAMES.stream(), Stream.of(PREFIX))
            .map(name -> name.substring(0, 1))
            .collect(Collectors.joining());

    private ReservedLabels() {}

    /** Whether senders must not set that label; all names that begin with {@code sluice} are kept back. */
    public static boolean contains(String name) {
        return NAMES.contains(name) || name.startsWith(PREFIX);
    }

    /** The same for the name {@code bytes[from, to)}, in UTF-8. */
    public static boolean contains(byte[] bytes, int from, int to) {
        return from < to
                && FIRST_LETTERS.indexOf(bytes[from]) >= 0
                && contains(new String(bytes, from, to - from, UTF_8));
    }
}
