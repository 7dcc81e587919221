// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.request;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.model.ChunkHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;

/**
 * The native answer of success.
 *
 * @param batch the sender's Idempotency-Key, or the name that the batch was given
 * @param accepted lines in Kafka
 * @param deadLettered lines that could not be taken, e.g. over the limit; they are in the dead-letter topic
 */
public record AcceptedResponse(
        String batch,
        long accepted,
        @JsonInclude(JsonInclude.Include.NON_DEFAULT) long deadLettered) {

    /** Of chunks that are in Kafka. */
    public static AcceptedResponse of(ChunkHeaders headers, Chunks chunks) {
        return new AcceptedResponse(headers.batch(), chunks.lines(), chunks.deadLetters());
    }

    /** 202. The type is set, so that no Accept header can turn what was accepted into a 406. */
    public ResponseEntity<AcceptedResponse> toEntity() {
        return ResponseEntity.accepted().contentType(MediaType.APPLICATION_JSON).body(this);
    }
}
