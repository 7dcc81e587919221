// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class SyslogSettingsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner().withUserConfiguration(Settings.class);

    @EnableConfigurationProperties(SyslogSettings.class)
    private static class Settings {}

    @Test
    void defaults() {
        runner.run(context -> assertThat(context.getBean(SyslogSettings.class))
                .isEqualTo(new SyslogSettings(
                        null,
                        null,
                        null,
                        "127.0.0.1",
                        SyslogSettings.Auth.AUTO,
                        List.of(),
                        null,
                        SyslogSettings.ClientAuth.NEED,
                        null,
                        1000,
                        Duration.ofMinutes(1),
                        DataSize.ofKilobytes(512),
                        Duration.ofMillis(200),
                        DataSize.ofMegabytes(16))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "sluice.ingest.syslog.auth=none",
                "sluice.ingest.syslog.allow=192.0.2.0/24,2001:db8::1",
                "sluice.ingest.syslog.address=::1",
            })
    void whoMaySendIsSaid(String setting) {
        runner.withPropertyValues(
                        "sluice.ingest.syslog.udp-port=514",
                        setting.contains("address") ? setting : "sluice.ingest.syslog.address=0.0.0.0",
                        setting)
                .run(context -> assertThat(context).hasNotFailed());
    }

    @Test
    void certificatesAreEnoughForTlsAlone() {
        ApplicationContextRunner tls = runner.withPropertyValues(
                "sluice.ingest.syslog.address=0.0.0.0",
                "sluice.ingest.syslog.tls-port=6514",
                "sluice.ingest.syslog.tls-bundle=syslog");

        tls.run(context -> assertThat(context).hasNotFailed());
        tls.withPropertyValues("sluice.ingest.syslog.tls-client-auth=none")
                .run(context -> assertThat(context).hasFailed());
        tls.withPropertyValues("sluice.ingest.syslog.tcp-port=514")
                .run(context -> assertThat(context).hasFailed());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "address=0.0.0.0 | sluice.ingest.syslog.address is 0.0.0.0, where anybody could send: name networks in"
                        + " sluice.ingest.syslog.allow, or listen on tls-port alone with tls-client-auth=need, or set"
                        + " sluice.ingest.syslog.auth=none if anybody may",
                "tcp-port=70000 | sluice.ingest.syslog.tcp-port must be between 0 and 65535, was 70000",
                "tls-port=6514 | sluice.ingest.syslog.tls-port needs sluice.ingest.syslog.tls-bundle, the name of a"
                        + " bundle below spring.ssl.bundle",
                "allow=example.org | sluice.ingest.syslog.allow holds networks, such as 192.0.2.0/24 or 2001:db8::/32,"
                        + " was 'example.org'",
                "allow=192.0.2.0/33 | sluice.ingest.syslog.allow holds networks, such as 192.0.2.0/24 or"
                        + " 2001:db8::/32, was '192.0.2.0/33'",
                "namespace=Prod | sluice.ingest.syslog.namespace must be 1 to 100 of a-z 0-9 _ . and start with a"
                        + " letter or digit, was Prod",
                "max-connections=0 | sluice.ingest.syslog.max-connections must be at least 1, was 0",
                "keep-alive=0s | sluice.ingest.syslog.keep-alive must be at least 1s, was PT0S",
                "batch-age=0s | sluice.ingest.syslog.batch-age must be positive, was PT0S",
                "batch-size=0 | sluice.ingest.syslog.batch-size must be between 1B and 100MB, was 0B",
                "udp-buffer=1KB | sluice.ingest.syslog.udp-buffer must be between batch-size (524288B) and 100MB, was"
                        + " 1024B",
            })
    void whatCannotWorkIsRefusedByName(String setting, String message) {
        runner.withPropertyValues("sluice.ingest.syslog.udp-port=0", "sluice.ingest.syslog." + setting)
                .run(context -> assertThat(context)
                        .getFailure()
                        .rootCause()
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(message));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.0/24, 192.0.2.255, true",
        "192.0.2.0/24, 192.0.3.0, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.128, true",
        "192.0.2.1, 192.0.2.1, true",
        "192.0.2.1, 192.0.2.2, false",
        "0.0.0.0/0, 198.51.100.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
    })
    void networks(String network, String address, boolean contained) {
        assertThat(new AllowedNetworks(List.of(network)).contain(InetAddress.ofLiteral(address)))
                .isEqualTo(contained);
    }

    @Test
    void theKernelsTableIsRead() {
        KernelDrops drops = new KernelDrops(514);

        assertThat(drops.dropsOf(" 2345: 00000000:0202 00000000:0000 07 00000000:00000000 00:00000000 00000000     0   "
                        + "     0 12345 2 0000000000000000 17"))
                .isEqualTo(17);
        assertThat(drops.dropsOf(" 2345: 00000000:0203 00000000:0000 07 00000000:00000000 00:00000000 00000000     0   "
                        + "     0 12345 2 0000000000000000 17"))
                .isZero();
        assertThat(drops.dropsOf("   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
                        + " timeout inode ref pointer drops"))
                .isZero();
    }
}
