// SPDX-License-Identifier: Apache-2.0
package dev.sluice.embedded;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Asks Elasticsearch whether it is ready: every index it has can be searched and written to.
 *
 * <p>With TLS it takes any certificate: it talks to a process that this JVM has started, on the loopback address, and takes nothing from it but
 * a yes or no.
 */
final class ElasticsearchHealth {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int OK = 200;
    private static final int UNAUTHORIZED = 401;

    private final URI health;
    private final Optional<String> password;

    ElasticsearchHealth(URI endpoint, Optional<String> password) {
        // A status that is not reached within the time-out is answered with 408.
        health = endpoint.resolve("/_cluster/health?wait_for_status=yellow&timeout=1s");
        this.password = password;
    }

    /** @throws EmbeddedStackException if it does not know our user */
    boolean isReady() {
        try {
            HttpURLConnection connection = (HttpURLConnection) health.toURL().openConnection();
            if (connection instanceof HttpsURLConnection secure) {
                secure.setSSLSocketFactory(trustingAll().getSocketFactory());
                secure.setHostnameVerifier((host, session) -> true);
            }
            connection.setConnectTimeout((int) TIMEOUT.toMillis());
            connection.setReadTimeout((int) TIMEOUT.toMillis());
            password.ifPresent(secret -> connection.setRequestProperty("Authorization", basic(secret)));
            try {
                int status = connection.getResponseCode();
                if (status == UNAUTHORIZED) {
                    throw new EmbeddedStackException("Elasticsearch at " + health.resolve("/")
                            + " does not take the password kept in its data folder for the user "
                            + EmbeddedElasticsearch.USER
                            + "; put the right one there or choose another folder with --data");
                }
                return status == OK;
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            // Not yet.
            return false;
        }
    }

    private static String basic(String password) {
        String pair = EmbeddedElasticsearch.USER + ":" + password;
        return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    }

    private static SSLContext trustingAll() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[] {new TrustAll()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final class TrustAll implements X509TrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String authType) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
