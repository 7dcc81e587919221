// SPDX-License-Identifier: Apache-2.0
package dev.sluice.ingest.conformance;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.luben.zstd.Zstd;
import dev.sluice.ingest.testing.ByteMutator;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.zip.GZIPInputStream;

/** Spoils requests in the ways in which broken and hostile senders do. The same random numbers give the same requests. */
final class RequestMutator {

    private static final List<String> VALUES = List.of(
            "",
            " ",
            "-1",
            "0",
            "99999999999999999999",
            "null",
            "%00",
            "%",
            "%zz",
            "../../etc/passwd",
            "gzip, gzip",
            "zstd",
            "deflate",
            "br",
            "snappy",
            "identity, chunked",
            "application/json; charset=nonsense",
            "application/x-protobuf",
            "multipart/form-data; boundary=x",
            "application/x-www-form-urlencoded",
            "text/plain; charset=utf-16",
            "\u0000",
            "é",
            "Basic !!!",
            "Basic Og==",
            "Bearer ",
            "Splunk x",
            "x".repeat(3_000),
            "x".repeat(100_000));

    private static final List<String> HEADERS = List.of(
            "Content-Length",
            "Transfer-Encoding",
            "Content-Encoding",
            "Content-Type",
            "Expect",
            "Host",
            "Connection",
            "Authorization",
            "X-Api-Key",
            "Idempotency-Key",
            "X-Amz-Firehose-Request-Id",
            "X-Amz-Firehose-Common-Attributes",
            "X-Splunk-Request-Channel",
            "X-Sluice-Stream",
            "X-Sluice-Offset",
            "Origin",
            "Range",
            "Upgrade",
            "X-Forwarded-For");

    private static final List<String> METHODS =
            List.of("GET", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "CONNECT", "FOO", "post", "");

    private static final List<String> PATHS =
            List.of("%2e%2e", "%00", "//", ";x=y", "?", "?a=%", "\\", "#", "é", "*", "x".repeat(9_000));

    private final Random random;
    private final ByteMutator bytes;

    RequestMutator(Random random) {
        this.random = random;
        this.bytes = new ByteMutator(random);
    }

    /** One to three faults. */
    byte[] spoiled(Exchange exchange) {
        List<String> head = new ArrayList<>(exchange.head());
        byte[] body = exchange.body();
        boolean chunked = false;
        String wrongLength = null;
        int faults = 1 + random.nextInt(3);
        boolean bytesOfAll = false;
        for (int i = 0; i < faults; i++) {
            switch (random.nextInt(12)) {
                case 0 -> head.set(0, spoiledRequestLine(head.getFirst()));
                case 1 -> head.add(bytes.of(HEADERS) + ": " + bytes.of(VALUES));
                case 2 -> {
                    int at = random.nextInt(head.size());
                    head.set(at, new String(bytes.spoiled(head.get(at).getBytes(ISO_8859_1)), ISO_8859_1));
                }
                case 3 -> head.add(head.get(random.nextInt(head.size())));
                case 4 -> wrongLength = random.nextBoolean() ? bytes.of(VALUES) : "" + random.nextInt(200_000);
                case 5 -> chunked = true;
                case 6 ->
                    head.add("Content-Encoding: " + bytes.of(List.of("gzip", "zstd", "deflate", "snappy", "br", "x")));
                case 7 -> bytesOfAll = true;
                case 8 -> {
                    // What is behind the encoding is spoiled, too.
                    head.removeIf(line -> line.toLowerCase(Locale.ROOT).startsWith("content-encoding:"));
                    head.add("Content-Encoding: zstd");
                    body = Zstd.compress(bytes.spoiled(plain(exchange)));
                }
                default -> body = bytes.spoiled(body);
            }
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (String line : head) {
            out.writeBytes((line + "\r\n").getBytes(ISO_8859_1));
        }
        out.writeBytes("Host: localhost\r\nConnection: close\r\n".getBytes(UTF_8));
        String length = "Content-Length: " + (wrongLength == null ? "" + body.length : wrongLength);
        out.writeBytes(((chunked ? "Transfer-Encoding: chunked" : length) + "\r\n\r\n").getBytes(ISO_8859_1));
        out.writeBytes(chunked ? chunked(body) : body);
        return bytesOfAll ? bytes.spoiled(out.toByteArray()) : out.toByteArray();
    }

    private static byte[] plain(Exchange exchange) {
        byte[] body = exchange.body();
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            return body;
        }
    }

    private String spoiledRequestLine(String line) {
        int space = line.indexOf(' ');
        return switch (random.nextInt(4)) {
            case 0 -> bytes.of(METHODS) + line.substring(Math.max(0, space));
            case 1 -> line + bytes.of(PATHS);
            case 2 -> line.replaceFirst(" HTTP/", bytes.of(PATHS).replace("\\", "\\\\") + " HTTP/");
            default -> line.replaceFirst("HTTP/1.1", bytes.of(List.of("HTTP/1.0", "HTTP/9.9", "HTTP", "", "http/1.1")));
        };
    }

    /** Frames of which some are wrong. */
    private byte[] chunked(byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int at = 0;
        while (at < body.length) {
            int size = Math.min(body.length - at, 1 + random.nextInt(200));
            int told = random.nextInt(5) == 0 ? random.nextInt(5_000) - 100 : size;
            out.writeBytes(
                    (Integer.toHexString(told) + bytes.of(List.of("\r\n", "\r\n", "\r\n", "\n", ";x=y\r\n", ";\r\n")))
                            .getBytes(UTF_8));
            out.write(body, at, size);
            out.writeBytes(bytes.of(List.of("\r\n", "\r\n", "\r\n", "\n", "")).getBytes(UTF_8));
            at += size;
        }
        out.writeBytes(bytes.of(List.of("0\r\n\r\n", "0\r\n\r\n", "0\r\nX: y\r\n\r\n", "0\r\n", ""))
                .getBytes(UTF_8));
        return out.toByteArray();
    }
}
