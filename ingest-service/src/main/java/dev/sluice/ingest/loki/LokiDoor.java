// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.loki;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.ingest.door.Door;
import dev.sluice.ingest.door.Doors;
import dev.sluice.ingest.door.Reply;
import dev.sluice.ingest.refusal.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.stereotype.Component;

/** Answers 204 without a body, or a line of text. Clients try again after 429 and 5xx. */
@Component
class LokiDoor implements Door {

    static final String PATH = "/loki/api/v1/push";

    private static final MediaType TEXT = MediaType.parseMediaType("text/plain;charset=utf-8");

    @Override
    public boolean owns(String path) {
        return path.equals(PATH);
    }

    Reply success() {
        return new Reply(204, null, new byte[0]);
    }

    @Override
    public Reply refuse(Refusal refusal, HttpServletRequest request) {
        Map<String, String> headers =
                refusal.reason().passing() ? Map.of(HttpHeaders.RETRY_AFTER, Doors.retryAfterSeconds()) : Map.of();
        return new Reply(refusal.reason().status(), headers, TEXT, (refusal.getMessage() + "\n").getBytes(UTF_8));
    }
}
