// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.tail.testing.AgentRig;
import dev.sluice.tail.testing.IngestStub;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with a certificate that nobody knows but {@code server.ca-file}. */
class ITTls {

    private static final String INPUT = "- {name: app, paths: [LOGS/app.log], format: text}";
    private static final char[] PASSWORD = "only-for-this-test".toCharArray();

    @TempDir
    Path folder;

    @Test
    void believesTheCertificateOfItsFile() throws Exception {
        KeyStore key = keyOf("ip:127.0.0.1");
        try (AgentRig rig = new AgentRig(folder, INPUT, server(key)).serverSettings("ca-file: " + pem(key))) {
            rig.append("app.log", "one\ntwo\n");
            rig.start();
            rig.awaitLines("one", "two");
        }
    }

    @Test
    void sendsNothingAndSaysSoWhereTheCertificateIsNotBelieved() throws Exception {
        try (AgentRig rig = new AgentRig(folder, INPUT, server(keyOf("ip:127.0.0.1")))) {
            rig.append("app.log", "one\n");
            rig.start();
            rig.awaitMetric("alarm", 1);
            assertThat(rig.server.requests()).isZero();
        }
    }

    @Test
    void sendsNothingToAnotherHostThanTheCertificates() throws Exception {
        KeyStore key = keyOf("dns:elsewhere.example");
        try (AgentRig rig = new AgentRig(folder, INPUT, server(key)).serverSettings("ca-file: " + pem(key))) {
            rig.append("app.log", "one\n");
            rig.start();
            rig.awaitMetric("alarm", 1);
            assertThat(rig.server.requests()).isZero();
        }
    }

    private static IngestStub server(KeyStore key) throws Exception {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(key, PASSWORD);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(keys.getKeyManagers(), null, null);
        return IngestStub.secure(tls);
    }

    private KeyStore keyOf(String name) throws Exception {
        Path file = folder.resolve("server.p12");
        String command =
                "-genkeypair -alias server -keyalg EC -dname CN=sluice -ext SAN=%s -storetype PKCS12 -keystore %s"
                        .formatted(name, file);
        ProcessBuilder keytool = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        keytool.command().addAll(List.of(command.split(" ")));
        keytool.command().addAll(List.of("-storepass", new String(PASSWORD)));
        keytool.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        assertThat(keytool.start().waitFor()).as("keytool").isZero();
        return KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    private Path pem(KeyStore key) throws Exception {
        String lines = Base64.getMimeEncoder(64, "\n".getBytes(US_ASCII))
                .encodeToString(key.getCertificate("server").getEncoded());
        return Files.writeString(
                folder.resolve("ca.pem"), "-----BEGIN CERTIFICATE-----\n" + lines + "\n-----END CERTIFICATE-----\n");
    }
}
