// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class AccessSmokeTest {
    @Test
    void theExample() {
        var e = Parsed.of(
                        "apache_common",
                        "10.13.37.01 - - [03/Sep/2017:12:00:01 +0830] \"GET /mailman/listinfo/test HTTP/1.1\" 200 2457")
                .event();
        assertThat(e.string("source.address")).isEqualTo("10.13.37.01");
        assertThat(e.string("source.ip")).isEqualTo("10.13.37.1");
        assertThat(e.string("@timestamp")).isEqualTo("2017-09-03T03:30:01.000Z");
    }
}
