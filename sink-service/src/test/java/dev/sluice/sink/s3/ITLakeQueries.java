// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.EmbeddedS3;
import dev.sluice.model.EventIdSecret;
import dev.sluice.model.EventIds;
import dev.sluice.sink.testing.Lakes;
import dev.sluice.sink.testing.Pipe;
import dev.sluice.sink.testing.Sink;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.api.Condition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The SQL of {@code docs/lake.md}, on lakes that the service has written in each of its formats. */
// A service that runs is all that is asked of it.
@SuppressWarnings("try")
public class ITLakeQueries {

    private static final String PARQUET = "duckdb";
    private static final String NDJSON = "duckdb-ndjson";
    private static final String BUCKET = "lake";

    /** Four of them are between 10 and 50; as texts, others would be. */
    private static final List<String> TOTALS =
            List.of("9", "100", "19.90", "20", "50.5", "1e3", "10.00", "-20", "0.5", "30.08");

    @TempDir
    private Path folder;

    @Test
    void theDocumentedQueriesRunAndOpenOnlyWhatTheyMust() throws Exception {
        try (var pipe = new Pipe(folder.resolve("kafka"), 2);
                var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET)) {
            Path lake = s3.objects().resolve(BUCKET);
            writeThreeHours(pipe);
            fill(lake, pipe, s3, "parquet");
            List<String> queries = queries();
            assertThat(queries).hasSize(4);
            assertThat(run(queries.getFirst(), lake)).containsExactly("10.0.0.23|50");
            assertThat(run(queries.get(1), lake))
                    .hasSize(200)
                    .areExactly(100, new Condition<>(row -> row.endsWith("|blue|o-1"), "of team blue"))
                    .areExactly(100, new Condition<>(row -> row.endsWith("|red|o-1"), "of team red"));
            assertThat(run(queries.get(2), lake)).containsExactly("blue|40|799.80", "red|40|799.80");
            assertThat(run(queries.getLast(), lake)).containsExactly("22|100", "23|100");
            assertThat(String.join("\n", run("EXPLAIN ANALYZE " + queries.getFirst(), lake)))
                    .containsPattern("Total Files Read: 2\\b|Scanning Files: 2/6");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ndjson_zst", "ndjson_gz"})
    void theDocumentedQueriesRunOnJsonLines(String format) throws Exception {
        try (var pipe = new Pipe(folder.resolve("kafka"), 2);
                var s3 = EmbeddedS3.start(folder.resolve("s3"), 0, BUCKET)) {
            Path lake = s3.objects().resolve(BUCKET);
            writeThreeHours(pipe);
            fill(lake, pipe, s3, format);
            List<String> queries = queries(NDJSON);
            assertThat(queries).hasSize(1);
            assertThat(run(queries.getFirst(), lake)).containsExactly("blue|o-1|40|30.08", "red|o-1|40|30.08");
        }
    }

    private void fill(Path lake, Pipe pipe, EmbeddedS3 s3, String format) throws Exception {
        try (var sink = Sink.s3(
                pipe.bootstrapServers(),
                s3,
                BUCKET,
                folder.resolve("spool"),
                "--sluice.sink.s3.format=" + format,
                "--sluice.sink.s3.file.max-age=300ms")) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> Lakes.keys(lake).size() == 6
                            && pipe.committed("sluice-sink-s3").values().stream()
                                    .allMatch(committed -> committed.offset() == 150));
        }
    }

    private static void writeThreeHours(Pipe pipe) {
        for (int hour = 22; hour <= 24; hour++) {
            write(pipe, Instant.parse("2026-03-01T00:10:00Z").plus(Duration.ofHours(hour)), hour);
        }
    }

    /** A hundred events, every second of them an error. */
    private static void write(Pipe pipe, Instant time, int hour) {
        EventIds ids = EventIds.ofBatch(EventIdSecret.PUBLIC, "-", "default", "hour-" + hour);
        for (int i = 0; i < 100; i++) {
            String id = ids.id(time.toEpochMilli(), i);
            pipe.write(i % 2, id, Pipe.ACCESS, """
                    {"@timestamp":"%s","event":{"id":"%s"},"source":{"ip":"10.0.0.%d"},"http":{"response":{"status_code":%d}},\
                    "labels":{"team":"%s"},"fields":{"order":{"id":"o-1"}},"numeric_labels":{"shop.total":%s}}""".formatted(
                            time, id, hour, i % 2 == 0 ? 200 : 404, i % 4 < 2 ? "blue" : "red", TOTALS.get(i % 10)));
        }
        pipe.flush();
    }

    /** Those for a lake of Parquet. */
    public static List<String> queries() throws Exception {
        return queries(PARQUET);
    }

    private static List<String> queries(String language) throws Exception {
        Matcher matcher = Pattern.compile("```sql " + language + "\n(.*?);\n```", Pattern.DOTALL)
                .matcher(Files.readString(Path.of("../docs/lake.md")));
        List<String> queries = new ArrayList<>();
        while (matcher.find()) {
            queries.add(matcher.group(1));
        }
        return queries;
    }

    public static List<String> run(String query, Path lake) throws Exception {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                ResultSet result = duckdb.createStatement().executeQuery(query.replace("LAKE", lake.toString()))) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }
}
