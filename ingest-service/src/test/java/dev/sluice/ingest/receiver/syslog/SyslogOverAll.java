// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.receiver.syslog;

import dev.sluice.ingest.testing.Certificates;
import dev.sluice.ingest.testing.RunningIngest;
import java.io.IOException;
import java.nio.file.Path;

/** The service with a port of each syslog transport, and certificates for both sides in a folder: server.crt, client.crt and client.key. */
final class SyslogOverAll {

    private SyslogOverAll() {}

    static RunningIngest start(String kafka, Path folder) throws IOException {
        Certificates server = Certificates.make(folder, "server");
        Certificates client = Certificates.make(folder, "client");
        client.writeKey(folder.resolve("client.key"));
        return RunningIngest.start(
                kafka,
                "sluice.ingest.syslog.udp-port=0",
                "sluice.ingest.syslog.tcp-port=0",
                "sluice.ingest.syslog.tls-port=0",
                "sluice.ingest.syslog.tls-bundle=syslog",
                "spring.ssl.bundle.pem.syslog.keystore.certificate=file:"
                        + server.writeCertificate(folder.resolve("server.crt")),
                "spring.ssl.bundle.pem.syslog.keystore.private-key=file:"
                        + server.writeKey(folder.resolve("server.key")),
                "spring.ssl.bundle.pem.syslog.truststore.certificate=file:"
                        + client.writeCertificate(folder.resolve("client.crt")));
    }

    static int port(RunningIngest ingest, SyslogTransport transport) {
        return ingest.bean(SyslogListeners.class).port(transport).orElseThrow();
    }
}
