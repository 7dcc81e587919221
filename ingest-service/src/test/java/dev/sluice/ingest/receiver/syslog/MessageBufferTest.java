// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.same;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.sluice.ingest.body.ByteBudget;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The thread that writes outlives what it did not expect: without it nothing would come through any more. */
class MessageBufferTest {

    private static final byte[] MESSAGE = "<13>1 - - - - - - hello".getBytes(UTF_8);
    private static final int WITHIN_MILLIS = 10_000;

    private final SyslogBatchWriter writer = mock(SyslogBatchWriter.class);
    private final ByteBudget budget = mock(ByteBudget.class);

    @Test
    void whatCannotBeWrittenIsCountedAndTheNextIsWritten() throws Exception {
        when(budget.open()).thenAnswer(call -> mock(ByteBudget.Share.class));
        IllegalStateException cause = new IllegalStateException("no chunk");
        doThrow(cause).doNothing().when(writer).write(any());
        SyslogPeer peer = new SyslogPeer("192.0.2.1", 0);
        try (MessageBuffer buffer = new MessageBuffer("test", budget, writer, 1, 1_000, Duration.ofSeconds(1))) {
            buffer.put(peer, MESSAGE, 0, MESSAGE.length);
            verify(writer, timeout(WITHIN_MILLIS)).giveUp(any(), same(cause));

            buffer.put(peer, MESSAGE, 0, MESSAGE.length);
            verify(writer, timeout(WITHIN_MILLIS).times(2)).write(any());
        }
    }
}
