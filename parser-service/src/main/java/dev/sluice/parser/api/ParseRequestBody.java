// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parser.api;

import jakarta.servlet.http.HttpServletRequest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import org.springframework.http.HttpStatus;

/** Reads what is asked about, within the limits of size and time. */
final class ParseRequestBody {

    private static final int READ = 64 * 1024;

    private final ParseApiSettings limits;
    private final Clock clock;

    ParseRequestBody(ParseApiSettings limits, Clock clock) {
        this.limits = limits;
        this.clock = clock;
    }

    /** @throws ParseRefusedException with 400, 408 or 413 */
    byte[] read(HttpServletRequest request) throws IOException {
        int most = Math.toIntExact(limits.maxBody().toBytes());
        if (request.getContentLengthLong() > most) {
            throw tooLarge();
        }
        long giveUpAt = clock.millis() + limits.bodyTimeout().toMillis();
        InputStream body = request.getInputStream();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] buffer = new byte[READ];
        for (int count = read(body, buffer); count >= 0; count = read(body, buffer)) {
            bytes.write(buffer, 0, count);
            if (bytes.size() > most) {
                throw tooLarge();
            }
            if (clock.millis() > giveUpAt) {
                throw new ParseRefusedException(
                        HttpStatus.REQUEST_TIMEOUT,
                        "the lines did not come within " + limits.bodyTimeout().toSeconds()
                                + " s, which is sluice.parser.api.body-timeout");
            }
        }
        return bytes.toByteArray();
    }

    /** A sender that goes away, or sends what is no body, is no fault of ours. */
    private static int read(InputStream body, byte[] buffer) {
        try {
            return body.read(buffer);
        } catch (IOException e) {
            throw new ParseRefusedException(
                    HttpStatus.BAD_REQUEST, "the body was cut off, or is not as its header says");
        }
    }

    private ParseRefusedException tooLarge() {
        return new ParseRefusedException(
                HttpStatus.CONTENT_TOO_LARGE,
                "the body must be at most " + limits.maxBody() + ", which is sluice.parser.api.max-body");
    }
}
