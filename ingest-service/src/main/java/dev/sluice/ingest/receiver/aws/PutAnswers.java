// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import dev.sluice.ingest.receiver.aws.RecordWriter.Result;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is answered to records, one result each in their order: clients send again those that failed, and them alone. */
final class PutAnswers {

    private static final String NOT_TAKEN = "more is coming in than Kafka takes; nothing of this record was accepted";

    private PutAnswers() {}

    static Map<String, Object> of(AwsOperation operation, List<Result> results) {
        if (operation.putsOne()) {
            return one(operation, results.getFirst());
        }
        long failed = results.stream()
                .filter(result -> result.sequenceNumber() == null)
                .count();
        Map<String, Object> answer = new LinkedHashMap<>();
        if (operation.isFirehose()) {
            answer.put("FailedPutCount", failed);
            answer.put("Encrypted", false);
            answer.put(
                    "RequestResponses",
                    results.stream().map(PutAnswers::firehose).toList());
        } else {
            answer.put("FailedRecordCount", failed);
            answer.put("Records", results.stream().map(PutAnswers::kinesis).toList());
            answer.put("EncryptionType", "NONE");
        }
        return answer;
    }

    private static Map<String, Object> one(AwsOperation operation, Result result) {
        Map<String, Object> answer = new LinkedHashMap<>(operation.isFirehose() ? firehose(result) : kinesis(result));
        if (operation.isFirehose()) {
            answer.put("Encrypted", false);
        } else {
            answer.put("EncryptionType", "NONE");
        }
        return answer;
    }

    private static Map<String, Object> kinesis(Result result) {
        return result.sequenceNumber() == null
                ? failure(AwsResponses.KINESIS_THROTTLED)
                : Map.of("SequenceNumber", result.sequenceNumber(), "ShardId", KinesisShards.id(result.shard()));
    }

    private static Map<String, Object> firehose(Result result) {
        return result.sequenceNumber() == null
                ? failure(AwsResponses.FIREHOSE_THROTTLED)
                : Map.of("RecordId", result.sequenceNumber());
    }

    private static Map<String, Object> failure(String code) {
        return Map.of("ErrorCode", code, "ErrorMessage", NOT_TAKEN);
    }
}
