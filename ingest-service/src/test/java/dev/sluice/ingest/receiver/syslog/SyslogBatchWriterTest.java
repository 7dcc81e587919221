// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.chunk.Chunk;
import dev.sluice.ingest.chunk.ChunkBatch;
import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.chunk.Chunks;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;

class SyslogBatchWriterTest {

    private final ChunkWriter kafka = mock(ChunkWriter.class);
    private final IngestMetrics metrics = mock(IngestMetrics.class);

    @Test
    void whateverKafkaSaysItIsTriedUntilItIsTaken() throws Exception {
        doThrow(new RequestRejectedException(RejectionReason.OVERLOADED, "Kafka is away"))
                .doThrow(new KafkaException("not expected"))
                .doNothing()
                .when(kafka)
                .write(any());
        MessageBatch batch = mock(MessageBatch.class);
        when(batch.cut(any()))
                .thenReturn(Map.of(
                        new SyslogPeer("192.0.2.1", 0),
                        new Chunks(List.of(new Chunk("x\n".getBytes(US_ASCII), 0, 0, 1, null)), 1, 0, 2)));

        new SyslogBatchWriter(kafka, mock(ChunkSettings.class), mock(SyslogSettings.class), metrics, Clock.systemUTC())
                .write(batch);

        verify(kafka, times(3)).write(any());
        verify(metrics, never()).lost(1);
    }

    /** Or a Kafka that takes its time over many chunks would be sent the first of them for ever. */
    @Test
    void whatKafkaHasTakenIsNotSentAgain() throws Exception {
        List<String> taken = new ArrayList<>();
        AtomicInteger calls = new AtomicInteger();
        doAnswer(call -> {
                    if (calls.getAndIncrement() % 2 == 1) {
                        throw new RequestRejectedException(RejectionReason.KAFKA_AWAY, "it took too long");
                    }
                    List<ChunkBatch> batches = call.getArgument(0);
                    batches.forEach(one ->
                            one.chunks().forEach(chunk -> taken.add(new String(chunk.bytes(), US_ASCII))));
                    return null;
                })
                .when(kafka)
                .write(any());
        MessageBatch batch = new MessageBatch(mock(ByteBudget.Share.class));
        SyslogPeer one = new SyslogPeer("192.0.2.1", 0);
        SyslogPeer other = new SyslogPeer("192.0.2.2", 0);
        for (String message : List.of("<13>a", "<13>b", "<13>c")) {
            batch.add(one, message.getBytes(US_ASCII), 0, message.length());
        }
        batch.add(other, "<13>d".getBytes(US_ASCII), 0, 5);
        ChunkSettings oneLineEach = new ChunkSettings(DataSize.ofBytes(6), DataSize.ofBytes(6), DataSize.ofBytes(6));

        new SyslogBatchWriter(kafka, oneLineEach, mock(SyslogSettings.class), metrics, Clock.systemUTC()).write(batch);

        assertThat(taken).containsExactly("<13>a\n", "<13>d\n", "<13>b\n", "<13>c\n");
    }
}
