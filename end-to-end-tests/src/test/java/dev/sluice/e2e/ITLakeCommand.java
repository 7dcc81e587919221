// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.e2e.Launcher.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code ./sluice lake compact} on a running instance: nothing is lost, nothing doubled. */
@ExtendWith(LedgerJudge.class)
class ITLakeCommand {

    private final SharedSluice sluice = SharedSluice.get();

    @Test
    void mergesWhatTheSinkHasWritten() throws Exception {
        for (int i = 1; i <= 3; i++) {
            String line = "192.0.2.1 - - [28/Feb/2026:10:00:0" + i + " +0000] \"GET /compact HTTP/1.1\" 200 5";
            sluice.ingest().post("format=apache_common&namespace=compact", line.getBytes(UTF_8));
            int lines = i;
            // One object each: the next line comes when the object of this one is there.
            await().atMost(Duration.ofSeconds(60))
                    .untilAsserted(() -> assertThat(sluice.lake().events("apache.access", "compact"))
                            .hasSize(lines));
        }
        // The last object is final when its end is committed.
        String[] command = {"lake", "compact", "--older-than", "1s", "--dataset", "apache.access"};
        Outcome outcome = await().atMost(Duration.ofSeconds(120))
                .until(
                        () -> sluice.commandLine().run(command),
                        done -> done.output().contains("namespace=compact"));

        assertThat(outcome.exitCode()).isZero();
        assertThat(outcome.output())
                .contains("/hour=10/merged-001-logs.parsed_")
                .contains("objects merged into");
        assertThat(sluice.lake().events("apache.access", "compact")).hasSize(3);
    }
}
