// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NearestNameTest {

    private static final List<String> NAMES =
            List.of("max-body", "max-line", "deadline", "syslog.udp-port", "syslog.tcp-port");

    @ParameterizedTest
    @CsvSource({
        // one letter left out, put in, changed; neighbours swapped
        "max-bdy, max-body",
        "max-bodyy, max-body",
        "max-lime, max-line",
        "max-obdy, max-body",
        // case and marks
        "maxBody, max-body",
        "SYSLOG_UDP_PORT, syslog.udp-port",
        // the first of two that are as near
        "syslog.xp-port, syslog.udp-port",
        // nothing near
        "compression,",
        "xyz,",
        "'',"
    })
    void isTheOneThatWasMeant(String wrong, String meant) {
        assertThat(NearestName.to(wrong, NAMES).orElse(null)).isEqualTo(meant);
    }
}
