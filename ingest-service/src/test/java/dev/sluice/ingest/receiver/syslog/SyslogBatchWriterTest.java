// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.times;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sluice.ingest.chunk.ChunkSettings;
import dev.sluice.ingest.kafka.ChunkWriter;
import dev.sluice.ingest.metrics.IngestMetrics;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.time.Clock;
import java.util.Map;
import org.apache.kafka.common.KafkaException;
import org.junit.jupiter.api.Test;

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
        when(batch.cut(any())).thenReturn(Map.of());

        new SyslogBatchWriter(kafka, mock(ChunkSettings.class), mock(SyslogSettings.class), metrics, Clock.systemUTC())
                .write(batch);

        verify(kafka, times(3)).write(any());
        verify(metrics, never()).lost(1);
    }
}
