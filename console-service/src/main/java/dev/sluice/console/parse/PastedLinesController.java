// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.parse;

import dev.sluice.console.ProblemException;
import dev.sluice.model.LogFormat;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** {@code /api/v1/parse}: hands pasted lines to the parser, and its answer back. Nothing is stored. */
@RestController
class PastedLinesController {

    /** The most that a parser may be told to take. */
    private static final int MOST = 16 * 1024 * 1024;

    private final ParserClient parser;

    PastedLinesController(ParserClient parser) {
        this.parser = parser;
    }

    @GetMapping("/api/v1/formats")
    List<String> formats() {
        return LogFormat.wireNames().stream().toList();
    }

    @PostMapping(path = "/api/v1/parse", consumes = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<byte[]> parse(@RequestParam(defaultValue = "auto") String format, HttpServletRequest request)
            throws IOException {
        byte[] lines = request.getInputStream().readNBytes(MOST + 1);
        if (lines.length > MOST) {
            throw new ProblemException(HttpStatus.CONTENT_TOO_LARGE, "lines must have at most 16 MB together");
        }
        HttpResponse<byte[]> answer = parser.parse(format, lines);
        MediaType type = MediaType.parseMediaType(
                answer.headers().firstValue("Content-Type").orElse(MediaType.APPLICATION_JSON_VALUE));
        return ResponseEntity.status(answer.statusCode()).contentType(type).body(answer.body());
    }
}
