// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyLong;
import static org.mockito.ArgumentMatchers.argThat;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.doThrow;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.same;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import dev.sluice.ingest.body.ByteBudget;
import dev.sluice.ingest.rejection.RejectionReason;
import dev.sluice.ingest.rejection.RequestRejectedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When messages are written, when there is no room, and that none is forgotten, whatever the writer does. */
class MessageBufferTest {

    private static final byte[] MESSAGE = "<13>1 - - - - - - hello".getBytes(UTF_8);
    private static final int WITHIN_MILLIS = 10_000;
    private static final Duration NEVER = Duration.ofHours(1);
    private static final SyslogPeer PEER = new SyslogPeer("192.0.2.1", 0);

    /** A message and its line feed. */
    private static final int HELD = MESSAGE.length + 1;

    private final SyslogBatchWriter writer = mock(SyslogBatchWriter.class);
    private final List<ByteBudget.Share> shares = new ArrayList<>();
    /** Messages of each batch that the writer was given. */
    private final BlockingQueue<Integer> given = new LinkedBlockingQueue<>();
    /** How many batches the writer may write. */
    private final Semaphore mayWrite = new Semaphore(0);

    @BeforeEach
    void writer() throws Exception {
        doAnswer(call -> {
                    given.add(call.<MessageBatch>getArgument(0).messages());
                    mayWrite.acquire();
                    return null;
                })
                .when(writer)
                .write(any());
    }

    @Test
    void aBatchGoesWhenItIsLargeEnoughAndNotBefore() throws Exception {
        try (MessageBuffer buffer = buffer(3 * HELD, 100 * HELD, NEVER)) {
            mayWrite.release();
            put(buffer);
            put(buffer);
            assertThat(given.poll(50, TimeUnit.MILLISECONDS)).isNull();

            put(buffer);

            assertThat(nextGiven()).isEqualTo(3);
        }
    }

    @Test
    void aBatchGoesWhenItIsOldEnough() throws Exception {
        try (MessageBuffer buffer = buffer(100 * HELD, 100 * HELD, Duration.ofMillis(10))) {
            mayWrite.release();
            put(buffer);

            assertThat(nextGiven()).isOne();
        }
    }

    @Test
    void whileOneBatchIsWrittenTheNextFillsUpAndThenThereIsNoRoom() throws Exception {
        try (MessageBuffer buffer = buffer(HELD, 3 * HELD, NEVER)) {
            put(buffer);
            assertThat(nextGiven()).isOne();

            assertThat(offers(buffer, 5)).containsExactly(true, true, true, false, false);

            mayWrite.release(2);
            assertThat(nextGiven()).isEqualTo(3);
        }
    }

    @Test
    void whoPutsWaitsForRoom() throws Exception {
        try (MessageBuffer buffer = buffer(HELD, HELD, NEVER)) {
            put(buffer);
            nextGiven();
            put(buffer);
            Thread waiting = Thread.ofVirtual().start(() -> putQuietly(buffer));
            assertThat(waiting.join(Duration.ofMillis(100))).isFalse();

            mayWrite.release(3);

            assertThat(waiting.join(Duration.ofMillis(WITHIN_MILLIS))).isTrue();
            assertThat(nextGiven()).isOne();
            assertThat(nextGiven()).isOne();
        }
    }

    @Test
    void onceItHasAllThePeersThatABatchCanHaveItGoesAtOnce() throws Exception {
        try (MessageBuffer buffer = buffer(1_000_000, 1_000_000, NEVER)) {
            for (int number = 0; number < 1_000; number++) {
                put(buffer, new SyslogPeer("192.0.2.1", number));
            }
            assertThat(given.poll(50, TimeUnit.MILLISECONDS)).isNull();

            assertThat(offers(buffer, 1)).containsExactly(false);

            assertThat(nextGiven()).isEqualTo(1_000);
        }
    }

    @Test
    void theFirstMessageNeedsNoBudgetAndOthersAreTakenOnceThereIsSome() throws Exception {
        try (MessageBuffer buffer = buffer(100 * HELD, 100 * HELD, NEVER)) {
            doThrow(new RequestRejectedException(RejectionReason.OVERLOADED, "spent"))
                    .doThrow(new RequestRejectedException(RejectionReason.OVERLOADED, "spent"))
                    .doNothing()
                    .when(shares.getFirst())
                    .cover(anyLong());

            assertThat(offers(buffer, 2)).containsExactly(true, false);
            put(buffer);
        }
        // The writer was asked to write what there was, so that its budget comes back.
        assertThat(nextGiven()).isOne();
    }

    @Test
    void whatItHoldsIsWrittenWhenItIsClosedAndItsBudgetGivenBack() throws Exception {
        MessageBuffer buffer = buffer(100 * HELD, 100 * HELD, NEVER);
        put(buffer);
        put(buffer);
        mayWrite.release();

        buffer.close();
        buffer.awaitWritten();

        assertThat(nextGiven()).isEqualTo(2);
        assertThat(shares).hasSize(2).allSatisfy(share -> verify(share).close());
        verify(writer, never()).giveUp(argThat(batch -> !batch.isEmpty()));
    }

    @Test
    void whatIsNotWrittenInTimeIsGivenUpAllOfIt() throws Exception {
        MessageBuffer buffer = buffer(HELD, 100 * HELD, NEVER);
        put(buffer);
        nextGiven();
        put(buffer);
        put(buffer);

        buffer.close();
        buffer.awaitWritten(Duration.ofMillis(50));

        verify(writer).giveUp(argThat(batch -> batch.messages() == 1));
        verify(writer).giveUp(argThat(batch -> batch.messages() == 2));
        assertThat(shares).allSatisfy(share -> verify(share).close());
    }

    @Test
    void whoIsInterruptedWhileHeWaitsGivesUpWhatIsLeft() throws Exception {
        MessageBuffer buffer = buffer(HELD, 100 * HELD, NEVER);
        put(buffer);
        nextGiven();
        buffer.close();

        Thread.currentThread().interrupt();
        buffer.awaitWritten(NEVER);

        assertThat(Thread.interrupted()).isTrue();
        verify(writer, timeout(WITHIN_MILLIS)).giveUp(argThat(batch -> batch.messages() == 1));
    }

    /** Without the thread that writes nothing would come through any more. */
    @Test
    void whatCannotBeWrittenIsCountedAndTheNextIsWritten() throws Exception {
        IllegalStateException cause = new IllegalStateException("no chunk");
        doThrow(cause).doNothing().when(writer).write(any());
        try (MessageBuffer buffer = buffer(1, 1_000, NEVER)) {
            put(buffer);
            verify(writer, timeout(WITHIN_MILLIS)).giveUp(any(), same(cause));

            put(buffer);
            verify(writer, timeout(WITHIN_MILLIS).times(2)).write(any());
        }
    }

    private MessageBuffer buffer(int sendAt, int holdAtMost, Duration maxAge) {
        return new MessageBuffer("test", this::openShare, writer, sendAt, holdAtMost, maxAge);
    }

    private ByteBudget.Share openShare() {
        ByteBudget.Share share = mock(ByteBudget.Share.class);
        shares.add(share);
        return share;
    }

    private static void put(MessageBuffer buffer) throws InterruptedException {
        put(buffer, PEER);
    }

    private static void put(MessageBuffer buffer, SyslogPeer peer) throws InterruptedException {
        buffer.put(peer, MESSAGE, 0, MESSAGE.length);
    }

    private static void putQuietly(MessageBuffer buffer) {
        try {
            put(buffer);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Boolean> offers(MessageBuffer buffer, int times) {
        List<Boolean> taken = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            taken.add(buffer.offer(PEER, MESSAGE, 0, MESSAGE.length));
        }
        return taken;
    }

    private int nextGiven() throws InterruptedException {
        Integer messages = given.poll(WITHIN_MILLIS, TimeUnit.MILLISECONDS);
        assertThat(messages).as("a batch").isNotNull();
        return messages;
    }
}
