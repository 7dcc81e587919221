// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.lookup;

import dev.sluice.http.BearerCheck;
import dev.sluice.http.ServerAddress;
import dev.sluice.model.DataStream;
import dev.sluice.sink.s3.LakeSettings;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;

/**
 * {@code POST /api/v1/lake/lookup}: which objects hold events. Asked with {@code {"dataStream":"logs-D-N","ids":["AZ…"]}}, the answer is
 * {@code {"objects":{"AZ…":["KEY"]},"complete":true}}, or a problem (RFC 9457): 400 for what cannot be, 401 and 403 without a token where one is
 * asked for, 429 while it is answered to somebody else, 502 if S3 fails.
 */
@RestController
@ConditionalOnBooleanProperty(name = "sluice.sink.s3.enabled", matchIfMissing = true)
class LakeLookupController {

    private static final int MOST_IDS = 20_000;

    private final LakeLookup lookup;
    private final BearerCheck access;
    private final Semaphore permit = new Semaphore(1);

    record Asked(String dataStream, List<String> ids) {}

    @Autowired
    LakeLookupController(
            S3Client s3, LakeSettings lake, LakeLookupSettings limits, @Value("${server.address:}") String address) {
        this(LakeLookup.of(s3, lake, limits), limits.token(), ServerAddress.isLoopback(address));
    }

    LakeLookupController(LakeLookup lookup, String token, boolean loopback) {
        this.lookup = lookup;
        this.access = new BearerCheck(token, loopback);
    }

    @PostMapping("/api/v1/lake/lookup")
    ResponseEntity<?> lookup(@RequestBody Asked asked, HttpServletRequest request)
            throws IOException, InterruptedException {
        switch (access.check(request)) {
            case NO_TOKEN_SET -> {
                return problem(
                        HttpStatus.FORBIDDEN,
                        "others than this machine reach this service, so that it asks for a token here: set"
                                + " sluice.sink.s3.lookup.token");
            }
            case WRONG_TOKEN -> {
                return problem(HttpStatus.UNAUTHORIZED, "the token of sluice.sink.s3.lookup.token must be presented");
            }
            case ALLOWED -> {
                // Go on.
            }
        }
        if (asked.dataStream() == null
                || asked.ids() == null
                || asked.ids().size() > MOST_IDS
                || asked.ids().stream().anyMatch(Objects::isNull)) {
            return problem(HttpStatus.BAD_REQUEST, "dataStream and up to " + MOST_IDS + " ids are asked for");
        }
        if (!permit.tryAcquire()) {
            return problem(HttpStatus.TOO_MANY_REQUESTS, "the lake is being looked through for somebody else");
        }
        try {
            return ResponseEntity.ok(lookup.find(DataStream.parse(asked.dataStream()), asked.ids()));
        } catch (IllegalArgumentException e) {
            return problem(HttpStatus.BAD_REQUEST, e.getMessage());
        } catch (SdkException e) {
            return problem(HttpStatus.BAD_GATEWAY, "S3: " + e.getMessage());
        } finally {
            permit.release();
        }
    }

    private static ResponseEntity<ProblemDetail> problem(HttpStatus status, String detail) {
        return ResponseEntity.status(status).body(ProblemDetail.forStatusAndDetail(status, detail));
    }
}
