// SPDX-License-Identifier: Apache-2.0
package dev.sluice.model;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServiceLinkTest {

    @ParameterizedTest
    @CsvSource({
        "SLUICE_INGEST_SERVICE_HOST, 10.0.0.1, true",
        "SLUICE_INGEST_SERVICE_PORT, 8080, true",
        "SLUICE_INGEST_SERVICE_PORT_HTTP_API, 8080, true",
        "SLUICE_INGEST_PORT, tcp://10.0.0.1:8080, true",
        "SLUICE_INGEST_PORT_8080_TCP, tcp://10.0.0.1:8080, true",
        "SLUICE_INGEST_PORT_8080_TCP_PROTO, tcp, true",
        "SLUICE_INGEST_PORT_8080_TCP_PORT, 8080, true",
        "SLUICE_INGEST_PORT_514_UDP_ADDR, 10.0.0.1, true",
        "SLUICE_INGEST_PORT, 8080, false",
        "SLUICE_INGEST_SYSLOG_UDPPORT, 514, false",
        "SLUICE_INGEST_MAXBODY, 1MB, false"
    })
    void isToldFromASetting(String name, String value, boolean link) {
        assertThat(ServiceLink.is(name, value)).isEqualTo(link);
    }
}
