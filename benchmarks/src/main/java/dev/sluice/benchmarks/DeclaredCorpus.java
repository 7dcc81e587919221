// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Lines of the declared formats that come along, as their servers write them; the same ones in each run, of which some twenty share a second. */
final class DeclaredCorpus {

    private static final int LINES_A_SECOND = 20;
    private static final String OWNER = "79a59df900b949e55d96a1e698fbacedfd6e09d98eacf8f8d5218e7cd47ef2be";

    private DeclaredCorpus() {}

    /** @throws IllegalArgumentException if there is no such format here */
    static List<String> of(String format) {
        Random random = new Random(20260903);
        return IntStream.range(0, Corpus.LINES)
                .mapToObj(i -> line(format, time(i), i, random))
                .toList();
    }

    private static String line(String format, String time, int i, Random random) {
        String address = (1 + random.nextInt(223)) + "." + random.nextInt(256) + ".113." + random.nextInt(256);
        int port = 1024 + random.nextInt(60_000);
        int bytes = random.nextInt(100_000);
        return switch (format) {
            case "nginx_access" ->
                format(
                        "%s - - [22/Nov/2026:%s +0000] \"GET /products/%d?ref=home HTTP/1.1\" 200 %d"
                                + " \"https://www.example.com/\" \"curl/8.5.0\" \"-\"",
                        address, time, i, bytes);
            case "nginx_error" ->
                format(
                        "2026/11/22 %s [error] 4711#4711: *%d open() \"/usr/share/nginx/html/x%d\" failed (2: No such"
                                + " file or directory), client: %s, server: localhost",
                        time, i, i, address);
            case "haproxy_http" ->
                format(
                        "%s:%d [22/Nov/2026:%s.123] fe be/s1 10/0/30/69/109 200 %d - - ---- 1/1/1/1/0 0/0"
                                + " {www.example.com|curl/8} {nginx} \"GET /products/%d HTTP/1.1\"",
                        address, port, time, bytes, i);
            case "haproxy_tcp" ->
                format("%s:%d [22/Nov/2026:%s.123] fe be/s1 1/0/5007 %d CD 1/1/0/0/0 0/0", address, port, time, bytes);
            case "aws_alb" ->
                format(
                        "https 2026-11-22T%s.186641Z app/lb/50dc6c495c0c9188 %s:%d 10.0.0.1:80 0.001 0.002 0.000 200"
                                + " 200 34 %d \"GET https://www.example.com:443/products/%d HTTP/1.1\" \"curl/8.5.0\""
                                + " ECDHE-RSA-AES128-GCM-SHA256 TLSv1.2"
                                + " arn:aws:elasticloadbalancing:eu-west-1:123456789012:targetgroup/t/73e2 \"Root=1-5833\""
                                + " \"www.example.com\" \"-\" 0 2026-11-22T%s.122000Z \"forward\" \"-\" \"-\""
                                + " \"10.0.0.1:80\" \"200\" \"-\" \"-\"",
                        time, address, port, bytes, i, time);
            case "aws_s3_access" ->
                format(
                        "%s shop-images [22/Nov/2026:%s +0000] %s - 3E57427F3EXAMPLE REST.GET.OBJECT a%d.png \"GET"
                                + " /shop-images/a%d.png HTTP/1.1\" 200 - %d 113 7 6 \"-\" \"S3Console/0.4\" -"
                                + " s9lzHYrFp76ZVxRcpX9 SigV4 ECDHE-RSA-AES128-GCM-SHA256 AuthHeader"
                                + " shop-images.s3.eu-west-1.amazonaws.com TLSv1.2 - -",
                        OWNER, time, address, i, i, bytes);
            case "iis" ->
                format(
                        "2026-11-22 %s 10.0.0.1 GET /products/%d.aspx q=1 443 - %s Mozilla/5.0+(X11;+Linux) - 200 0 0"
                                + " %d",
                        time, i, address, random.nextInt(5000));
            case "postgresql" ->
                format(
                        "2026-11-22 %s.123 UTC [4711] app@shop LOG:  duration: %d.345 ms  statement: SELECT * FROM"
                                + " orders WHERE id = %d",
                        time, random.nextInt(5000), i);
            case "java" ->
                format(
                        "2026-11-22T%s.123+01:00  INFO 4711 --- [shop] [nio-8080-exec-%d]"
                                + " com.example.shop.OrderController        : Order %d was paid",
                        time, random.nextInt(10), i);
            case "logfmt" ->
                format(
                        "time=2026-11-22T%sZ level=info msg=\"order %d was paid\" order=%d customer=%d total=%d.99",
                        time, i, i, random.nextInt(1_000_000), random.nextInt(500));
            default -> throw new IllegalArgumentException(format);
        };
    }

    private static String time(int line) {
        int second = line / LINES_A_SECOND;
        return format("%02d:%02d:%02d", second / 3600 % 24, second / 60 % 60, second % 60);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
