// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.capture;

import dev.sluice.console.ProblemException;
import dev.sluice.console.access.AuditLog;
import dev.sluice.console.capture.LiveCapture.Captured;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Locale;
import java.util.concurrent.Semaphore;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/capture}: some of the lines or events that pass from now on. Answers when there are as many as were asked for, or the time is
 * over. Each is said in the audit log before anything is read. Changes nothing.
 */
@RestController
class CaptureController {

    private static final int AT_ONCE = 2;

    private final LiveCapture capture;
    private final AuditLog audit;
    private final Semaphore permits = new Semaphore(AT_ONCE);

    /** As it is asked for; see {@link CaptureRequest}. */
    record Asked(String point, int count, int seconds, String sender, String namespace, String dataset, String text) {

        CaptureRequest request() {
            return new CaptureRequest(pointOf(point), count, seconds, sender, namespace, dataset, text);
        }

        private static CaptureRequest.CapturePoint pointOf(String name) {
            for (CaptureRequest.CapturePoint point : CaptureRequest.CapturePoint.values()) {
                if (point.name().toLowerCase(Locale.ROOT).equals(name)) {
                    return point;
                }
            }
            throw new IllegalArgumentException("point must be raw or parsed, was " + name);
        }
    }

    CaptureController(LiveCapture capture, AuditLog audit) {
        this.capture = capture;
        this.audit = audit;
    }

    @PostMapping("/api/v1/capture")
    Captured capture(@RequestBody Asked asked, HttpServletRequest request) {
        CaptureRequest wanted = asked.request();
        audit.record(request, "capture " + asked);
        if (!permits.tryAcquire()) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS, AT_ONCE + " captures run already; come again in a moment");
        }
        try {
            return capture.take(wanted);
        } finally {
            permits.release();
        }
    }
}
