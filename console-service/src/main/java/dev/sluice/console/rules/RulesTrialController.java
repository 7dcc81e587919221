// SPDX-License-Identifier: Apache-2.0
package dev.sluice.console.rules;

import dev.sluice.console.ProblemException;
import dev.sluice.console.access.AuditLog;
import dev.sluice.console.rules.RulesTrialRun.RulesTried;
import dev.sluice.model.concurrent.Ticker;
import dev.sluice.operations.replay.RawSpan;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/**
 * {@code POST /api/v1/capture/rules}: what rules would have done to what was received, with samples of events as they were; hence for who may
 * capture. Each is said in the audit log before anything is read. Changes nothing.
 */
@RestController
class RulesTrialController {

    /** Of records that are fetched at once: the heap is small. */
    private static final int FETCH_BYTES = 4 * 1024 * 1024;

    private static final int POLL_RECORDS = 20;

    private final RulesTrialRun trial;
    private final AuditLog audit;
    private final Semaphore permit = new Semaphore(1);

    RulesTrialController(KafkaProperties kafka, AuditLog audit) {
        Map<String, Object> config = new HashMap<>(kafka.buildAdminProperties());
        config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, FETCH_BYTES);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_BYTES / 4);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, POLL_RECORDS);
        this.trial = new RulesTrialRun(new RawSpan(config)::read, Ticker.SYSTEM);
        this.audit = audit;
    }

    @PostMapping("/api/v1/capture/rules")
    RulesTried attempt(@RequestBody RulesTrialRequest asked, HttpServletRequest request) {
        audit.record(request, "rules tried on what was received from " + asked.from() + " to " + asked.to());
        if (!permit.tryAcquire()) {
            throw new ProblemException(
                    HttpStatus.TOO_MANY_REQUESTS, "rules are being tried already; come again in a moment");
        }
        try {
            return trial.run(asked);
        } finally {
            permit.release();
        }
    }
}
