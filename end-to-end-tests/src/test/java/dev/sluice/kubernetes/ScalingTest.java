// SPDX-License-Identifier: Apache-2.0
package dev.sluice.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tables of {@code docs/scaling.md}: the second follows from the first. */
class ScalingTest {

    private static final double MEGA = 1e6;
    private static final double TERA = 1e12;
    private static final double DAY = 86_400;
    private static final List<Integer> LOADS = List.of(10, 100, 1_000, 10_000);

    private final String page = Yaml.text(Path.of("../docs/scaling.md"));
    private final Map<String, Double> figures = new HashMap<>();

    @Test
    void theTableIsWhatTheFiguresGive() {
        rows("| `").stream()
                .filter(cells -> cells[0].matches("`[a-z0-9-]+`"))
                .forEach(cells -> figures.put(cells[0].replace("`", ""), Double.valueOf(cells[1])));
        Map<String, List<String>> expected = new LinkedHashMap<>();
        for (int load : LOADS) {
            sizes(load)
                    .forEach((row, size) -> expected.merge(
                            row,
                            List.of(String.format(Locale.ROOT, "%,d", size)),
                            (some, one) ->
                                    Stream.concat(some.stream(), one.stream()).toList()));
        }

        expected.forEach((row, cells) -> assertThat(rows("| " + row + " |"))
                .as(row)
                .singleElement()
                .satisfies(found ->
                        assertThat(Arrays.copyOfRange(found, 1, found.length)).containsExactlyElementsOf(cells)));
    }

    private Map<String, Long> sizes(int load) {
        double lines = load * MEGA / of("line");
        long ingest = cores(lines, "ingest");
        long parser = cores(lines, "parser");
        long hot = cores(lines, "sink-elasticsearch");
        long cold = cores(lines, "sink-s3");
        long elasticsearch = cores(lines * of("elasticsearch-copies"), "elasticsearch");
        double written =
                (load * of("raw-on-disk") + lines * of("event") * of("event-on-disk") / MEGA) * of("kafka-copies");
        long brokers = Math.max(3, up(written / of("broker")));
        long kafkaDisk = up(written * of("kafka-days") * DAY / MEGA);
        long hotDisk = up(lines * of("document") * of("elasticsearch-copies") * of("elasticsearch-days") * DAY / TERA);
        long lake = up(lines * of("row") * 30 * DAY / TERA);
        long own = ingest + parser + hot + cold;
        double perCore = of("core-price") + of("memory") * of("gib-price");
        Map<String, Long> sizes = new LinkedHashMap<>();
        sizes.put("lines a second", (long) lines);
        sizes.put("cores of ingest", ingest);
        sizes.put("cores of parser", parser);
        sizes.put("cores of sink-elasticsearch", hot);
        sizes.put("cores of sink-s3", cold);
        sizes.put("partitions, at least", Math.max(8, 2 * parser));
        sizes.put("memory of these, GiB", (long) (own * of("memory")));
        sizes.put("cores of Elasticsearch", elasticsearch);
        sizes.put("brokers", brokers);
        sizes.put("disk of Kafka, TB", kafkaDisk);
        sizes.put("disk of Elasticsearch, TB", hotDisk);
        sizes.put("lake, TB more each month", lake);
        sizes.put(
                "$ a month",
                up((own + elasticsearch + 4 * brokers) * perCore
                        + (kafkaDisk + hotDisk) * of("disk-price")
                        + lake * of("lake-price")));
        return sizes;
    }

    private long cores(double lines, String figure) {
        return Math.max(1, up(lines / (of(figure) * of("busy"))));
    }

    /** Rounded up; what is too small to be seen in the figures is not a reason to. */
    private static long up(double value) {
        return (long) Math.ceil(value - 1e-6);
    }

    private double of(String figure) {
        return figures.get(figure);
    }

    private List<String[]> rows(String start) {
        return page.lines()
                .filter(line -> line.startsWith(start))
                .map(line -> line.substring(2).split(" \\|( |$)"))
                .toList();
    }
}
