// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.bulk;

import dev.sluice.ingest.auth.Sender;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.chunk.LineBuffer;
import dev.sluice.ingest.request.JsonBodies;
import dev.sluice.model.ChunkHeaders;
import dev.sluice.model.DataStream;
import dev.sluice.model.ReservedLabels;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Sorts documents by where they are to go. An index that is a data stream of ours keeps its dataset and namespace; any other becomes the label
 * {@code bulk_index}, and the parser decides.
 */
final class BulkDocuments {

    /** Each makes a record of its own, at least. */
    private static final int MOST_INDICES = 256;

    private final Map<String, LineBuffer> linesByIndex = new LinkedHashMap<>();

    void add(String index, byte[] body, int from, int to) {
        if (linesByIndex.size() == MOST_INDICES && !linesByIndex.containsKey(index)) {
            throw JsonBodies.broken("it is for more than " + MOST_INDICES + " indices");
        }
        LineBuffer lines = linesByIndex.computeIfAbsent(index, name -> new LineBuffer());
        lines.append(body, from, to);
        lines.endLine();
    }

    /** All of it, as it goes to Kafka. Lines are numbered throughout. */
    List<ChunkBatch> batches(Sender sender, ChunkHeaders common, String key, ChunkSettings settings) {
        List<ChunkBatch> batches = new ArrayList<>();
        long line = 0;
        for (Map.Entry<String, LineBuffer> entry : linesByIndex.entrySet()) {
            Chunks chunks = entry.getValue().cut(settings);
            ChunkHeaders headers = headersFor(sender, common, entry.getKey()).at(line, common.offset());
            batches.add(new ChunkBatch(headers, key, chunks.chunks()));
            line += chunks.lineBehind();
        }
        return batches;
    }

    /** @throws dev.sluice.ingest.rejection.RequestRejectedException if the sender may not send to one of the indices */
    void requireAllowed(Sender sender) {
        linesByIndex.keySet().forEach(index -> streamOf(index).ifPresent(s -> sender.namespaceFor(s.namespace())));
    }

    private static ChunkHeaders headersFor(Sender sender, ChunkHeaders common, String index) {
        Optional<DataStream> stream = streamOf(index);
        String namespace = stream.map(DataStream::namespace).orElse(null);
        return common.with(common.routing()
                        .inNamespace(sender.namespaceFor(namespace))
                        .inDataset(stream.map(DataStream::dataset).orElse(null)))
                .with(common.provenance()
                        .labelled(stream.isPresent() ? Map.of() : Map.of(ReservedLabels.BULK_INDEX, index)));
    }

    private static Optional<DataStream> streamOf(String index) {
        try {
            return Optional.of(DataStream.parse(index));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
