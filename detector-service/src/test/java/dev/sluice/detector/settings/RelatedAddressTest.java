// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.apache.kafka.streams.state.HostInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RelatedAddressTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.7,           10.0.0.7:8084,       10.0.0.7,   8084",
        "10.0.0.7:9000,      10.0.0.7:9000,       10.0.0.7,   9000",
        "detector-0.pods,    detector-0.pods:8084, detector-0.pods, 8084",
        "fd00::7,            [fd00::7]:8084,      fd00::7,    8084",
        "[fd00::7],          [fd00::7]:8084,      fd00::7,    8084",
        "[fd00::7]:9000,     [fd00::7]:9000,      fd00::7,    9000",
    })
    void isAHostWithOrWithoutAPort(String address, String endpoint, String host, int port) {
        DetectorSettings.Related related = related(true, address);

        assertThat(related.endpoint()).isEqualTo(endpoint);
        assertThat(related.host()).isEqualTo(new HostInfo(host, port));
    }

    @Test
    void whereNobodyAsksThereIsNone() {
        assertThat(related(false, "whatever").host()).isEqualTo(HostInfo.unavailable());
    }

    private static DetectorSettings.Related related(boolean enabled, String address) {
        return new DetectorSettings.Related(enabled, address, Duration.ofDays(7), 10, 1, (short) 1, Duration.ofDays(1));
    }
}
