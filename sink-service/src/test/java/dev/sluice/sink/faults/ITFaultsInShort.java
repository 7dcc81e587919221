// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.faults;

import dev.sluice.sink.testing.Faults;
import dev.sluice.sink.testing.HotStore;
import dev.sluice.sink.testing.Rig;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/** The most telling of {@link ITFaults}, with few events and short faults, for every build. */
class ITFaultsInShort {

    private static final int EVENTS = 2_000;
    private static final Duration LASTS = Duration.ofSeconds(2);

    @TempDir
    private static Path elasticsearchFolder;

    private static HotStore store;

    @TempDir
    private Path folder;

    private Rig rig;

    @BeforeAll
    static void startElasticsearch() {
        store = HotStore.start(elasticsearchFolder);
    }

    @AfterAll
    static void stopElasticsearch() {
        store.close();
    }

    @BeforeEach
    void start(TestInfo test) throws Exception {
        rig = new Rig(
                folder, store, "short_" + test.getTestMethod().orElseThrow().getName(), EVENTS);
    }

    @AfterEach
    void stop() {
        rig.close();
    }

    @Test
    void elasticsearchFailsHalfOfABulk() {
        rig.hotFault(LASTS, Faults.busyItems(50));
    }

    @Test
    void elasticsearchWritesAndItsAnswersAreLost() {
        rig.hotFault(LASTS, Faults.answersLost());
    }

    @Test
    void s3FailsEveryThirdCall() {
        rig.coldFault(LASTS, Faults.everyThirdCallFails());
    }
}
