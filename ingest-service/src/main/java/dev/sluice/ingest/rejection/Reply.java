// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.rejection;

import java.util.Map;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * An answer as it goes out.
 *
 * @param contentType null where there is no body
 */
public record Reply(int status, Map<String, String> headers, MediaType contentType, byte[] body) {

    public Reply(int status, MediaType contentType, byte[] body) {
        this(status, Map.of(), contentType, body);
    }

    /** The type is set, so that no Accept header can turn this answer into another one. */
    public ResponseEntity<byte[]> toEntity() {
        HttpHeaders all = new HttpHeaders();
        headers.forEach(all::set);
        if (contentType != null) {
            all.setContentType(contentType);
        }
        all.setContentLength(body.length);
        return ResponseEntity.status(status).headers(all).body(body);
    }
}
