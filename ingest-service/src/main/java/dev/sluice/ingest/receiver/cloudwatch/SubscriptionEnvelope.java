// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.cloudwatch;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.request.JsonBodies;
import java.io.ByteArrayInputStream;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * What a subscription payload came in. Gzip, base64 of it, Lambda's {@code {"awslogs": {"data": …}}} and a bare payload go on as they came, since
 * the parser undoes them; of a Kinesis event, each record's data goes on in base64, as a line of its own.
 */
final class SubscriptionEnvelope {

    private static final byte GZIP = 0x1f;
    /** How gzip starts in base64. */
    private static final byte[] GZIP_IN_BASE64 = "H4sI".getBytes(US_ASCII);

    private final LineBuffer records = new LineBuffer();
    private boolean kinesis;

    private SubscriptionEnvelope() {}

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if the body is none of the envelopes */
    static Chunks open(byte[] body, ChunkSettings settings) {
        int start = firstNotBlank(body);
        if (body[start] == GZIP || startsWith(body, start, GZIP_IN_BASE64)) {
            return Chunks.ofPayload(body);
        }
        if (body[start] != '{') {
            throw JsonBodies.broken("it is neither gzip, nor base64 of it, nor JSON");
        }
        SubscriptionEnvelope envelope = new SubscriptionEnvelope();
        JsonBodies.read(new ByteArrayInputStream(body), envelope::look);
        return envelope.kinesis ? envelope.records.cut(settings.forPayloads()) : Chunks.ofPayload(body);
    }

    private Void look(JsonParser json) {
        json.nextToken();
        boolean known = false;
        while (json.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = json.currentName();
            json.nextToken();
            known |= name.equals("awslogs") || name.equals("messageType");
            if (name.equals("Records")) {
                kinesis = true;
                readRecords(json);
            } else {
                json.skipChildren();
            }
        }
        if (!known && !kinesis) {
            throw JsonBodies.broken("it has neither awslogs, nor Records, nor messageType");
        }
        return null;
    }

    /** Of Lambda's event ({@code kinesis.data}) or of the API's GetRecords ({@code Data}). */
    private void readRecords(JsonParser json) {
        JsonBodies.expect(json, JsonToken.START_ARRAY, "Records is not an array");
        while (json.nextToken() == JsonToken.START_OBJECT) {
            int depth = 1;
            while (depth > 0) {
                JsonToken token = json.nextToken();
                if (token.isStructStart()) {
                    depth++;
                } else if (token.isStructEnd()) {
                    depth--;
                } else if (token == JsonToken.VALUE_STRING && isData(json, depth)) {
                    records.add(json.getString().getBytes(US_ASCII));
                }
            }
        }
        JsonBodies.expect(json, JsonToken.END_ARRAY, "a record is not an object");
    }

    private static boolean isData(JsonParser json, int depth) {
        String name = json.currentName();
        return depth == 2 && "data".equals(name) || depth == 1 && "Data".equals(name);
    }

    private static int firstNotBlank(byte[] body) {
        for (int i = 0; i < body.length; i++) {
            if (body[i] != ' ' && body[i] != '\n' && body[i] != '\r' && body[i] != '\t') {
                return i;
            }
        }
        throw JsonBodies.broken("it is empty");
    }

    private static boolean startsWith(byte[] body, int from, byte[] prefix) {
        return java.util.Arrays.mismatch(
                        body, from, Math.min(body.length, from + prefix.length), prefix, 0, prefix.length)
                < 0;
    }
}
