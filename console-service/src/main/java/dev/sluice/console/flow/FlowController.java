// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.flow;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.console.ProblemException;
import dev.sluice.console.flow.FlowHistory.Recorded;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** {@code /api/v1/flow/…}: the flow as it was, and as it is, as server-sent events (WHATWG HTML, section 9.2). */
@RestController
class FlowController {

    /** After so long without news a comment tells proxies, and us, that the connection is alive. */
    private static final Duration HEARTBEAT = Duration.ofSeconds(20);

    private final FlowSampler sampler;
    private final JsonMapper json;

    FlowController(FlowSampler sampler, JsonMapper json) {
        this.sampler = sampler;
        this.json = json;
    }

    @GetMapping("/api/v1/flow/history")
    Recorded history() {
        return sampler.history().recorded();
    }

    @GetMapping("/api/v1/flow/rules")
    Map<String, Long> filteredByRule() {
        return sampler.filteredByRule();
    }

    /** Answers until the viewer goes away or the service stops, on a virtual thread: a slow viewer keeps nobody else waiting. */
    @GetMapping("/api/v1/flow/stream")
    void stream(HttpServletResponse response) throws InterruptedException {
        if (!sampler.addViewer()) {
            throw new ProblemException(
                    HttpStatus.SERVICE_UNAVAILABLE,
                    "as many pages are open as sluice.console.flow.max-viewers allows; come again");
        }
        try {
            response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
            response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
            write(response.getOutputStream());
        } catch (IOException ignored) {
            // The viewer has gone.
        } finally {
            sampler.removeViewer();
        }
    }

    private void write(OutputStream out) throws IOException, InterruptedException {
        long number = 0;
        while (sampler.isRunning()) {
            Optional<FlowSnapshot> snapshot = sampler.awaitAfter(number, HEARTBEAT);
            if (snapshot.isPresent()) {
                number = snapshot.get().number();
                out.write("data: ".getBytes(UTF_8));
                out.write(json.writeValueAsBytes(snapshot.get()));
                out.write("\n\n".getBytes(UTF_8));
            } else {
                out.write(":\n\n".getBytes(UTF_8));
            }
            out.flush();
        }
    }
}
