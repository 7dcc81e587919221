// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.letters;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.Mockito.doAnswer;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import dev.sluice.console.ProblemException;
import dev.sluice.console.access.AuditLog;
import dev.sluice.console.letters.LetterJobController.DiscardRequest;
import dev.sluice.console.letters.LetterJobController.ReplayRequest;
import dev.sluice.operations.deadletter.DeadLetterAdmin;
import dev.sluice.operations.deadletter.DeadLetterAdmin.DeadLetterOutcome;
import dev.sluice.operations.deadletter.DeadLetterAdmin.ReplayOutcome;
import dev.sluice.operations.deadletter.DeadLetterGroups.Cause;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who replays and discards is in the audit log, with what came of it. */
class LetterJobControllerTest {

    private static final Instant TO = Instant.parse("2026-03-01T10:00:00Z");
    private static final Cause CAUSE = new Cause("logs.raw-dlt", "BAD_TIMESTAMP", "apache.access", "web", "a-9");
    private static final String WHO = "192.0.2.7 with [VIEW, OPERATE]";

    private final DeadLetterAdmin admin = mock(DeadLetterAdmin.class);
    private final HttpServletRequest request = mock(HttpServletRequest.class);
    private final AuditLog audit = mock(AuditLog.class);
    private final List<String> records = new CopyOnWriteArrayList<>();
    private final LetterJobs jobs = new LetterJobs(admin, mock(LetterOverview.class), Clock.systemUTC());
    private LetterJobController controller;

    @BeforeEach
    void listen() {
        LetterSettings settings = mock(LetterSettings.class);
        when(settings.patience()).thenReturn(Duration.ofSeconds(1));
        controller = new LetterJobController(jobs, settings, audit);
        when(audit.who(request)).thenReturn(WHO);
        doAnswer(call -> records.add(call.getArgument(0) + ": " + call.getArgument(1)))
                .when(audit)
                .record(anyString(), anyString());
        doAnswer(call -> records.add(WHO + ": " + call.getArgument(1)))
                .when(audit)
                .record(eq(request), anyString());
    }

    @AfterEach
    void stop() {
        jobs.close();
    }

    @Test
    void aReplayIsSaidBeforeItBeginsAndWhatCameOfIt() {
        when(admin.replay(any(), any(), any(), any())).thenAnswer(call -> {
            assertThat(records).hasSize(1);
            return new ReplayOutcome(new DeadLetterOutcome(12, 0, 0), 11, 1, 0, false);
        });

        controller.replay(new ReplayRequest(CAUSE, TO, null, null, null), request);

        await().until(() -> records.size() == 2);
        assertThat(records.getFirst())
                .startsWith(WHO + ": ReplayRequest[")
                .contains("BAD_TIMESTAMP", "apache.access", TO.toString());
        assertThat(records.getLast())
                .isEqualTo(WHO + ": replay 1 is done, 12 letters, 11 became events, 1 are letters again");
    }

    @Test
    void soIsADiscardWithItsReason() {
        when(admin.discard(any(), anyString(), any())).thenReturn(new DeadLetterOutcome(7, 0, 0));

        controller.discard(new DiscardRequest(CAUSE, TO, "test data"), request);

        await().until(() -> records.size() == 2);
        assertThat(records.getFirst()).startsWith(WHO + ": DiscardRequest[").contains("test data");
        assertThat(records.getLast()).isEqualTo(WHO + ": discard 1 is done, 7 letters");
    }

    @Test
    void whatFailsOrIsRefusedIsSaidToo() {
        CountDownLatch secondCame = new CountDownLatch(1);
        when(admin.discard(any(), anyString(), any())).thenAnswer(call -> {
            secondCame.await();
            throw new IllegalStateException("Kafka is away");
        });
        controller.discard(new DiscardRequest(CAUSE, TO, "first"), request);

        assertThatThrownBy(() -> controller.discard(new DiscardRequest(CAUSE, TO, "second"), request))
                .isInstanceOf(ProblemException.class);
        secondCame.countDown();

        await().until(() -> records.size() == 4);
        assertThat(records.get(2)).contains("second", "was refused", "under way");
        assertThat(records.getLast()).startsWith(WHO + ": discard 1 is failed: Kafka is away");
    }

    @Test
    void soIsWhoStops() {
        controller.stop(request);

        assertThat(records).containsExactly(WHO + ": stop");
    }
}
