// SPDX-License-Identifier: Apache-2.0
package dev.sluice.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/**
 * Lines as servers write them, the same ones in each run: addresses, paths, agents and sizes differ from line to line, some twenty lines share a
 * second, and one line in fifty is out of the ordinary.
 */
public final class Corpus {

    /** Lines of each corpus. */
    public static final int LINES = 20_000;

    private static final int LINES_A_SECOND = 20;
    private static final int LOG_EVENTS = 100;

    /** Of {@link #cloudWatch()}. */
    static final String LOG_GROUP = "/web/access";

    private static final String[] AGENTS = {
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
        "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
        "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "curl/8.5.0"
    };
    private static final String[] PATHS = {
        "/",
        "/index.html",
        "/products/12345?ref=home&sort=price",
        "/static/js/app.3f2c1b.js",
        "/api/v1/orders/99812/items",
        "/images/logo.png"
    };
    private static final String[] REFERRERS = {
        "-",
        "https://www.example.com/",
        "https://www.example.com/products?page=17",
        "https://search.example.org/?q=sluice"
    };
    private static final int[] STATUSES = {200, 200, 200, 200, 200, 304, 302, 404, 500};

    private final Random random = new Random(20260903);
    private final List<String> lines = new ArrayList<>(LINES);

    private Corpus() {}

    public static List<String> combined() {
        Corpus corpus = new Corpus();
        for (int i = 0; i < LINES; i++) {
            corpus.lines.add(corpus.common(i) + " \"" + corpus.one(REFERRERS) + "\" \"" + corpus.agent(i) + '"');
        }
        return corpus.lines;
    }

    static List<String> commonLines() {
        Corpus corpus = new Corpus();
        for (int i = 0; i < LINES; i++) {
            corpus.lines.add(corpus.common(i));
        }
        return corpus.lines;
    }

    static List<String> errors() {
        Corpus corpus = new Corpus();
        for (int i = 0; i < LINES; i++) {
            corpus.lines.add(format(
                    "[Sun Nov 22 %s.%06d 2026] [%s] [pid %d:tid %d] [client %s:%d] AH0%d: File does not exist: /var/www/html%s",
                    time(i),
                    corpus.random.nextInt(1_000_000),
                    corpus.one("core:error", "ssl:warn", "authz_core:error"),
                    1000 + corpus.random.nextInt(64),
                    140_000_000_000_000L + corpus.random.nextInt(1000),
                    corpus.address(),
                    1024 + corpus.random.nextInt(60_000),
                    1000 + corpus.random.nextInt(9000),
                    corpus.one(PATHS)));
        }
        return corpus.lines;
    }

    public static List<String> rfc5424() {
        Corpus corpus = new Corpus();
        for (int i = 0; i < LINES; i++) {
            corpus.lines.add(format(
                    "<%d>1 2026-11-22T%s.%06dZ web-%d.example.com %s %d ID%d [origin@32473 ip=\"%s\" software=\"shop\"] Request %d took %d ms for customer %d in region eu-central",
                    8 * corpus.random.nextInt(24) + corpus.random.nextInt(8),
                    time(i),
                    corpus.random.nextInt(1_000_000),
                    corpus.random.nextInt(16),
                    corpus.one("shop", "nginx", "sshd", "billing"),
                    1000 + corpus.random.nextInt(30_000),
                    corpus.random.nextInt(100),
                    corpus.address(),
                    corpus.random.nextInt(),
                    corpus.random.nextInt(5000),
                    corpus.random.nextInt(1_000_000)));
        }
        return corpus.lines;
    }

    static List<String> rfc3164() {
        Corpus corpus = new Corpus();
        for (int i = 0; i < LINES; i++) {
            corpus.lines.add(format(
                    "<%d>Nov 22 %s web-%d %s[%d]: Accepted publickey for user%d from %s port %d ssh2",
                    8 * corpus.random.nextInt(24) + corpus.random.nextInt(8),
                    time(i),
                    corpus.random.nextInt(16),
                    corpus.one("sshd", "CRON", "postfix/smtpd"),
                    1000 + corpus.random.nextInt(30_000),
                    corpus.random.nextInt(1000),
                    corpus.address(),
                    1024 + corpus.random.nextInt(60_000)));
        }
        return corpus.lines;
    }

    static List<String> json() {
        Corpus corpus = new Corpus();
        for (int i = 0; i < LINES; i++) {
            corpus.lines.add(format(
                    "{\"@timestamp\":\"2026-11-22T%s.%03dZ\",\"log.level\":\"%s\",\"message\":\"Order %d was paid\",\"ecs.version\":\"1.2.0\",\"service.name\":\"shop\",\"log.logger\":\"com.example.Orders\",\"order\":{\"id\":%d,\"total\":%d.99}}",
                    time(i),
                    corpus.random.nextInt(1000),
                    corpus.one("INFO", "WARN", "ERROR"),
                    i,
                    i,
                    corpus.random.nextInt(500)));
        }
        return corpus.lines;
    }

    /**
     * The combined lines as a delivery stream hands them over: gzip members one behind the other, each a subscription's document of 100 log
     * events.
     */
    static byte[] cloudWatch() {
        List<String> lines = combined();
        ByteArrayOutputStream members = new ByteArrayOutputStream();
        for (int from = 0; from < LINES; from += LOG_EVENTS) {
            int first = from;
            String events = IntStream.range(from, from + LOG_EVENTS)
                    .mapToObj(i -> format(
                            "{\"id\":\"%056d\",\"timestamp\":%d,\"message\":\"%s\"}",
                            i,
                            1_795_345_200_000L + first,
                            lines.get(i).replace("\\", "\\\\").replace("\"", "\\\"")))
                    .collect(Collectors.joining(","));
            String document = "{\"messageType\":\"DATA_MESSAGE\",\"owner\":\"123456789012\",\"logGroup\":\"" + LOG_GROUP
                    + "\",\"logStream\":\"web-1\",\"subscriptionFilters\":[\"all\"],\"logEvents\":[" + events + "]}";
            try (GZIPOutputStream gzip = new GZIPOutputStream(members)) {
                gzip.write(document.getBytes(UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return members.toByteArray();
    }

    /** Blocks of a few lines of each: files rarely alternate line by line. */
    static List<String> mixed() {
        List<List<String>> sources = List.of(combined(), commonLines(), errors(), rfc5424(), rfc3164(), json());
        List<String> mixed = new ArrayList<>(LINES);
        for (int i = 0; i < LINES; i++) {
            mixed.add(sources.get(i / 25 % sources.size()).get(i));
        }
        return mixed;
    }

    public static byte[] bytes(List<String> lines) {
        return (String.join("\n", lines) + '\n').getBytes(UTF_8);
    }

    private String common(int line) {
        String path = line % 50 == 49 ? "/\\\"odd\\\"?\\xc3\\xa9" : one(PATHS);
        return format(
                "%s - %s [22/Nov/2026:%s +0000] \"GET %s HTTP/1.1\" %d %d",
                address(),
                random.nextInt(10) == 0 ? "alice" : "-",
                time(line),
                path,
                STATUSES[random.nextInt(STATUSES.length)],
                random.nextInt(100_000));
    }

    private String agent(int line) {
        return line % 50 == 24 ? "My \\\"agent\\\"" : one(AGENTS);
    }

    private String address() {
        return (1 + random.nextInt(223)) + "." + random.nextInt(256) + "." + random.nextInt(256) + "."
                + random.nextInt(256);
    }

    private String one(String... values) {
        return values[random.nextInt(values.length)];
    }

    private static String time(int line) {
        int second = line / LINES_A_SECOND;
        return format("%02d:%02d:%02d", second / 3600 % 24, second / 60 % 60, second % 60);
    }

    private static String format(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }
}
