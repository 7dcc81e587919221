// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code POST /} with an {@code X-Amz-Target}: what producers call of Kinesis Data Streams and Data Firehose. */
@RestController
class AwsReceiver {

    private static final String KINESIS = "kinesis";
    private static final String FIREHOSE = "firehose-api";

    /** Bytes of tree for a byte of request: text in base64, and what it stands for. */
    private static final int TREE_FACTOR = 3;

    private final Intake intake;
    private final RecordWriter writer;
    private final StreamDescriptions descriptions;
    private final AwsResponses responses;

    AwsReceiver(Intake intake, RecordWriter writer, StreamDescriptions descriptions, AwsResponses responses) {
        this.intake = intake;
        this.writer = writer;
        this.descriptions = descriptions;
        this.responses = responses;
    }

    @PostMapping(path = "/", headers = AwsOperation.HEADER)
    ResponseEntity<byte[]> call(HttpServletRequest http) {
        Reply reply = intake.take(AwsOperation.isFirehose(http) ? FIREHOSE : KINESIS, http, this::take);
        return reply.toEntity();
    }

    private Reply take(IngestRequest request) {
        AwsOperation operation = AwsOperation.of(request.http());
        AwsCodec codec = AwsCodec.of(request.http());
        byte[] body = request.openBody().readAllBytes();
        request.reserve((long) TREE_FACTOR * body.length);
        PutRequest put = PutRequest.read(operation, codec.read(body));
        Map<String, ?> answer = operation.puts()
                ? PutAnswers.of(operation, writer.write(request, operation, put, body))
                : descriptions.of(operation, put.stream(), codec);
        return responses.success(codec, answer);
    }
}
