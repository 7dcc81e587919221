// SPDX-License-Identifier: Apache-2.0
package dev.sluice.tail.send;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.tail.config.InputSettings;
import dev.sluice.tail.config.ServerSettings;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpRetryException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import java.time.Duration;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends one request to {@code POST /api/v1/logs} and says what became of it. It does not try again. Connections are kept alive by the
 * run-time. Not thread-safe: each worker has its own.
 */
final class IngestClient implements Closeable {

    private static final int ACCEPTED = 202;
    private static final int TOO_MANY = 429;
    private static final int UNPROCESSABLE = 422;
    private static final int LONGEST_REASON = 300;
    private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

    private final ServerSettings settings;
    private final Token token;
    private final String host;
    private final SSLSocketFactory trust;
    /** Null where bodies are sent as they are. */
    private final BodyEncoder encoder;

    private int wireLength;

    IngestClient(ServerSettings settings, Token token, String host, SSLSocketFactory trust) {
        this.settings = settings;
        this.token = token;
        this.host = host;
        this.trust = trust;
        encoder = switch (settings.compression()) {
            case LZ4 -> new Lz4Encoder();
            case GZIP -> new GzipEncoder();
            case NONE -> null;
        };
    }

    /** Bytes of the last request's body as it was sent. */
    int wireLength() {
        return wireLength;
    }

    SendOutcome send(LineBatch batch) {
        try {
            return exchange(batch);
        } catch (HttpRetryException e) {
            return answerTo(e.responseCode(), e.getReason(), Duration.ZERO);
        } catch (SSLException e) {
            // A certificate that is not believed stays so until an operator acts; a broken handshake does not.
            boolean certificate = e.getCause() instanceof CertificateException;
            return new SendOutcome.Later(
                    certificate ? e + "; check server.ca-file" : e.toString(), Duration.ZERO, certificate);
        } catch (UnknownHostException e) {
            return new SendOutcome.Later(
                    "host " + settings.url().getHost() + " is not known; check server.url, or the name service",
                    Duration.ZERO,
                    true);
        } catch (IOException e) {
            return new SendOutcome.Later(e.toString(), Duration.ZERO, false);
        }
    }

    private SendOutcome exchange(LineBatch batch) throws IOException {
        HttpURLConnection connection = open(batch.input());
        connection.setRequestProperty("X-Sluice-Stream", batch.stream());
        connection.setRequestProperty("X-Sluice-Offset", Long.toString(batch.offset()));
        connection.setRequestProperty("X-Sluice-Stream-Digest", batch.before().toString());
        if (batch.coversFrom() < batch.offset()) {
            connection.setRequestProperty("X-Sluice-Covers-From", Long.toString(batch.coversFrom()));
        }
        connection.setRequestProperty(
                "X-Sluice-Path", HeaderText.encode(batch.path().toString()));
        byte[] body = batch.body();
        int from = batch.from();
        wireLength = batch.length();
        if (encoder != null) {
            encoder.compress(batch.body(), batch.from(), batch.length());
            body = encoder.bytes();
            from = 0;
            wireLength = encoder.length();
            connection.setRequestProperty(
                    "Content-Encoding", settings.compression().toString());
        }
        connection.setFixedLengthStreamingMode(wireLength);
        try (OutputStream out = connection.getOutputStream()) {
            out.write(body, from, wireLength);
        }
        int status = connection.getResponseCode();
        String reason = status == ACCEPTED ? drain(connection.getInputStream()) : drain(errorOf(connection));
        return answerTo(status, reason, retryAfter(connection.getHeaderField("Retry-After")));
    }

    private static InputStream errorOf(HttpURLConnection connection) throws IOException {
        InputStream error = connection.getErrorStream();
        return error == null && connection.getResponseCode() < 400 ? connection.getInputStream() : error;
    }

    private HttpURLConnection open(InputSettings input) throws IOException {
        URI url = URI.create(settings.url() + "/api/v1/logs" + query(input));
        HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
        if (trust != null && connection instanceof HttpsURLConnection secure) {
            secure.setSSLSocketFactory(trust);
        }
        connection.setRequestMethod("POST");
        connection.setDoOutput(true);
        connection.setUseCaches(false);
        connection.setInstanceFollowRedirects(false);
        connection.setConnectTimeout((int) settings.connectTimeout().toMillis());
        connection.setReadTimeout((int) settings.timeout().toMillis());
        connection.setRequestProperty("User-Agent", "sluice-tail-agent");
        connection.setRequestProperty("Accept", "*/*");
        connection.setRequestProperty("Content-Type", "text/plain; charset=utf-8");
        connection.setRequestProperty("X-Sluice-Host", HeaderText.encode(host));
        input.labels()
                .forEach((name, value) ->
                        connection.setRequestProperty("X-Sluice-Label-" + name, HeaderText.encode(value)));
        String secret = token.current();
        if (secret != null) {
            connection.setRequestProperty("Authorization", "Bearer " + secret);
        }
        return connection;
    }

    private static String query(InputSettings input) {
        StringBuilder query = new StringBuilder("?format=").append(encoded(input.format()));
        if (input.dataset() != null) {
            query.append("&dataset=").append(encoded(input.dataset()));
        }
        if (input.namespace() != null) {
            query.append("&namespace=").append(encoded(input.namespace()));
        }
        return query.toString();
    }

    private static String encoded(String value) {
        return URLEncoder.encode(value, UTF_8);
    }

    private SendOutcome answerTo(int status, String reason, Duration retryAfter) {
        String said = "status " + status + (reason == null || reason.isBlank() ? "" : ": " + reason.strip());
        return switch (status) {
            case ACCEPTED -> new SendOutcome.Kept();
            case HttpURLConnection.HTTP_BAD_REQUEST, HttpURLConnection.HTTP_ENTITY_TOO_LARGE, UNPROCESSABLE ->
                new SendOutcome.Refused(status, said);
            case HttpURLConnection.HTTP_UNAUTHORIZED, HttpURLConnection.HTTP_FORBIDDEN -> {
                token.refused();
                yield new SendOutcome.Later(said + "; check server.token", retryAfter, true);
            }
            case HttpURLConnection.HTTP_CLIENT_TIMEOUT, TOO_MANY -> new SendOutcome.Later(said, retryAfter, false);
            // Anything else below 500 is not what ingest answers: a wrong address, or something in between.
            default ->
                new SendOutcome.Later(status < 500 ? said + "; check server.url" : said, retryAfter, status < 500);
        };
    }

    private static Duration retryAfter(String header) {
        if (header == null || !header.matches("\\d{1,6}")) {
            return Duration.ZERO;
        }
        Duration asked = Duration.ofSeconds(Long.parseLong(header));
        return asked.compareTo(LONGEST_RETRY_AFTER) > 0 ? LONGEST_RETRY_AFTER : asked;
    }

    /** Reads to the end, or the connection cannot be used again; keeps the start for messages. */
    private static String drain(InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        try (in) {
            byte[] start = in.readNBytes(LONGEST_REASON);
            in.skip(Long.MAX_VALUE);
            return new String(start, UTF_8);
        }
    }

    @Override
    public void close() {
        if (encoder != null) {
            encoder.close();
        }
    }
}
