// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Arrays;
import java.util.stream.Collectors;

/** What of the two APIs is answered, by the header {@code X-Amz-Target}. */
enum AwsOperation {
    KINESIS_PUT_RECORD("Kinesis_20131202.PutRecord"),
    KINESIS_PUT_RECORDS("Kinesis_20131202.PutRecords"),
    KINESIS_DESCRIBE_STREAM("Kinesis_20131202.DescribeStream"),
    KINESIS_DESCRIBE_STREAM_SUMMARY("Kinesis_20131202.DescribeStreamSummary"),
    KINESIS_LIST_SHARDS("Kinesis_20131202.ListShards"),
    FIREHOSE_PUT_RECORD("Firehose_20150804.PutRecord"),
    FIREHOSE_PUT_RECORD_BATCH("Firehose_20150804.PutRecordBatch"),
    FIREHOSE_DESCRIBE_DELIVERY_STREAM("Firehose_20150804.DescribeDeliveryStream");

    static final String HEADER = "X-Amz-Target";

    private static final String FIREHOSE = "Firehose_";

    private final String target;

    AwsOperation(String target) {
        this.target = target;
    }

    /** @throws RequestRejectedException ({@link RejectionReason#UNKNOWN_PATH}) if it is none of these */
    static AwsOperation of(HttpServletRequest request) {
        String target = request.getHeader(HEADER);
        return Arrays.stream(values())
                .filter(operation -> operation.target.equals(target))
                .findFirst()
                .orElseThrow(() -> new RequestRejectedException(
                        RejectionReason.UNKNOWN_PATH,
                        HEADER + " names no operation that is answered here; there are "
                                + Arrays.stream(values())
                                        .map(operation -> operation.target)
                                        .collect(Collectors.joining(", "))));
    }

    /** Whether the request is for Data Firehose, known operation or not. */
    static boolean isFirehose(HttpServletRequest request) {
        String target = request.getHeader(HEADER);
        return target != null && target.startsWith(FIREHOSE);
    }

    boolean isFirehose() {
        return target.startsWith(FIREHOSE);
    }

    /** Whether it puts one record or several, and does not ask. */
    boolean puts() {
        return target.contains(".Put");
    }

    /** Whether its record stands in the request itself and not in a list. */
    boolean putsOne() {
        return target.endsWith(".PutRecord");
    }
}
