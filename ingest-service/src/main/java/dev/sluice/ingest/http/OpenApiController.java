// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** {@code GET /api/v1/openapi.yaml}: the description of the native API, {@code docs/openapi.yaml}. */
@RestController
class OpenApiController {

    private static final MediaType YAML = MediaType.parseMediaType("application/yaml");

    private final Resource description = new ClassPathResource("openapi.yaml", OpenApiController.class);

    @GetMapping("/api/v1/openapi.yaml")
    ResponseEntity<Resource> describe() {
        return ResponseEntity.ok().contentType(YAML).body(description);
    }
}
