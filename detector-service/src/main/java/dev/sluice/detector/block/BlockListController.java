// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.block;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.detector.settings.DetectorSettings;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.util.DigestUtils;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.WebRequest;

/** {@code GET /api/v1/blocklist}: who should be kept out now, with an ETag, so that asking often costs little. */
@RestController
class BlockListController {

    private final BlockList list;
    private final boolean enabled;

    BlockListController(BlockList list, DetectorSettings settings) {
        this.list = list;
        this.enabled = settings.block().enabled();
    }

    @GetMapping("/api/v1/blocklist")
    ResponseEntity<String> blocklist(@RequestParam(defaultValue = "text") String format, WebRequest request) {
        BlockListFormat writer = BlockListFormat.named(format);
        String body = writer.write(list.entries(), enabled);
        String tag = '"' + DigestUtils.md5DigestAsHex(body.getBytes(UTF_8)) + '"';
        if (request.checkNotModified(tag)) {
            return ResponseEntity.status(HttpStatus.NOT_MODIFIED).eTag(tag).build();
        }
        return ResponseEntity.ok()
                .eTag(tag)
                .cacheControl(CacheControl.noCache())
                .contentType(MediaType.parseMediaType(writer.mediaType() + ";charset=utf-8"))
                .body(body);
    }

    @ExceptionHandler(IllegalArgumentException.class)
    ProblemDetail refuse(IllegalArgumentException e) {
        return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST, e.getMessage());
    }
}
