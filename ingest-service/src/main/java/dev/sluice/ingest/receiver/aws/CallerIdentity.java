// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.aws;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.Reply;
import dev.sluice.ingest.rejection.RequestRejectedException;
import dev.sluice.ingest.request.IngestRequest;
import dev.sluice.ingest.request.Intake;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.UUID;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code GetCallerIdentity} of the Security Token Service
 * (<a href="https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html">API</a>). The Kinesis Producer Library asks it first,
 * for the account in its streams' names, and ends its process without an answer.
 */
@RestController
class CallerIdentity {

    private static final String ACTION = "Action=GetCallerIdentity";
    private static final String KINESIS = "kinesis";

    /** In bytes: the library's question has 43 of them, and whatever is longer need not be held to be refused. */
    private static final int LONGEST = 1_000;

    private final Intake intake;

    CallerIdentity(Intake intake) {
        this.intake = intake;
    }

    @PostMapping(
            path = "/",
            headers = "!" + AwsOperation.HEADER,
            consumes = MediaType.APPLICATION_FORM_URLENCODED_VALUE)
    ResponseEntity<byte[]> call(HttpServletRequest http) {
        return intake.take(KINESIS, http, this::answer).toEntity();
    }

    private Reply answer(IngestRequest request) {
        byte[] body = request.openBody().readNBytes(LONGEST + 1);
        if (body.length > LONGEST) {
            throw new RequestRejectedException(
                    RejectionReason.BODY_TOO_LARGE,
                    "a form at / is a question to the Security Token Service, and may have " + LONGEST + "B");
        }
        String form = new String(body, UTF_8);
        if (!List.of(form.split("&")).contains(ACTION)) {
            throw new RequestRejectedException(
                    RejectionReason.UNKNOWN_PATH,
                    "there is nothing at / but the AWS API; a form asks the Security Token Service, of which"
                            + " GetCallerIdentity is answered");
        }
        String account = StreamDescriptions.ACCOUNT;
        String xml = """
            <GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">\
            <GetCallerIdentityResult><Arn>arn:aws:iam::%s:user/sluice</Arn><UserId>sluice</UserId>\
            <Account>%s</Account></GetCallerIdentityResult>\
            <ResponseMetadata><RequestId>%s</RequestId></ResponseMetadata></GetCallerIdentityResponse>
            """.formatted(account, account, UUID.randomUUID());
        return new Reply(200, MediaType.TEXT_XML, xml.getBytes(UTF_8));
    }
}
