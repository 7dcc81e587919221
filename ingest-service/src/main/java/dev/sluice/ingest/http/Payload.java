// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.http;

import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.refusal.Reason;
import dev.sluice.ingest.refusal.Refusal;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.springframework.util.unit.DataSize;

/** Reads a body that is one payload and not lines: it goes on as it came, uncut. */
final class Payload {

    private Payload() {}

    /** @throws Refusal if there is more than {@code longest} */
    static Chunks read(InputStream body, DataSize longest) throws IOException {
        byte[] bytes = body.readNBytes(Math.toIntExact(longest.toBytes()) + 1);
        if (bytes.length > longest.toBytes()) {
            throw new Refusal(
                    Reason.BODY_TOO_LARGE,
                    "a CloudWatch payload may have " + longest
                            + ", which is sluice.ingest.max-payload; send one at a time");
        }
        return new Chunks(List.of(new Chunk(bytes, 0, 0, 1, false)), 1, 0, bytes.length);
    }
}
