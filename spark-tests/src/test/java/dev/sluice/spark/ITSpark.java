// SPDX-License-Identifier: Apache-2.0
package dev.sluice.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.classic.SparkSession;
import org.apache.spark.sql.types.StructField;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Spark reads a lake that {@code ./sluice up} has written, by the SQL of {@code docs/lake.md}. */
class ITSpark {

    private static final int EVENTS = 100 + 100 + 100 + 40 + 20;

    @TempDir
    private static Path folder;

    private static SparkSession spark;
    private static Path lake;

    @BeforeAll
    static void writeTheLake() throws Exception {
        spark = SparkSession.builder()
                .master("local[2]")
                .config("spark.driver.host", "127.0.0.1")
                .config("spark.driver.bindAddress", "127.0.0.1")
                .config("spark.ui.enabled", "false")
                .config("spark.sql.session.timeZone", "UTC")
                .config("spark.sql.shuffle.partitions", "2")
                .config("spark.sql.warehouse.dir", folder.resolve("warehouse").toString())
                // A plan that is changed while it runs hides its scans, and which files they open does not depend on
                // it.
                .config("spark.sql.adaptive.enabled", "false")
                .getOrCreate();
        lake = folder.resolve("lake");
        Path data = Files.createDirectory(folder.resolve("data"));
        try (Sluice sluice = Sluice.start(data)) {
            sluice.send("format=apache_common", accesses(100, "01/Mar/2026:09", "10.0.0.9"));
            sluice.send("format=apache_common", accesses(100, "01/Mar/2026:23", "10.0.0.23"));
            sluice.send("format=apache_common", accesses(100, "02/Mar/2026:00", "10.0.0.24"));
            sluice.send("format=apache_common&namespace=staging", accesses(40, "01/Mar/2026:09", "10.0.0.99"));
            sluice.send("format=json", orders(20), "X-Sluice-Label-team", "blue");
            await().atMost(Duration.ofSeconds(90))
                    .pollInterval(Duration.ofSeconds(1))
                    .ignoreExceptions() // of a lake that is not there yet
                    .until(() -> eventsIn(sluice.lake()) == EVENTS);
            copy(sluice.lake(), lake);
        }
        // Of another format, as they may lie beside.
        Files.writeString(
                lake.resolve("dataset=apache.access/namespace=default/dt=2026-03-01/hour=09/a.ndjson.gz"),
                "no Parquet");
    }

    @AfterAll
    static void stop() {
        spark.stop();
    }

    /** The first two documented statements. */
    @BeforeEach
    void openTheLake() throws IOException {
        DocumentedSql.statements(lake).stream().limit(2).forEach(spark::sql);
    }

    @Test
    void theDocumentedStatementsAnswerAndOpenOnlyWhatTheyMust() throws IOException {
        List<Answer> answers = new ArrayList<>();
        for (String statement : DocumentedSql.statements(lake)) {
            if (statement.startsWith("SELECT")) {
                answers.add(Answer.to(statement, spark));
            } else {
                spark.sql(statement);
            }
        }

        assertThat(answers).hasSize(4);
        assertThat(answers.get(0).rows()).containsExactly("10.0.0.9|50");
        assertThat(answers.get(0).filter())
                .matches(".*\\(dataset#\\d+ = apache.access\\).*")
                .matches(".*\\(namespace#\\d+ = default\\).*")
                .matches(".*\\(dt#\\d+ = 2026-03-01\\).*")
                .matches(".*\\(hour#\\d+ = 09\\).*");
        assertThat(answers.get(0).files())
                .isEqualTo(objects("dataset=apache.access/namespace=default/dt=2026-03-01/hour=09/"));
        assertThat(answers.get(1).rows()).hasSize(20).allMatch(row -> row.endsWith("|blue|o-1"));
        assertThat(answers.get(1).files()).isEqualTo(objects("/dt=2026-03-01/"));
        assertThat(answers.get(2).rows()).containsExactly("09|140", "23|100");
        assertThat(answers.get(2).files()).isEqualTo(objects("dataset=apache.access/namespace=.*/dt=2026-03-01/"));
        assertThat(answers.get(3).rows()).containsExactly("09|100", "23|100");
        assertThat(answers.get(3).files()).isEqualTo(objects("dataset=apache.access/namespace=default/dt=2026-03-01/"));
    }

    @ParameterizedTest
    @CsvSource({"dataset, generic, 20", "namespace, staging, 40", "dt, 2026-03-02, 100", "hour, 23, 100"})
    void eachPartOfAFoldersNameAloneKeepsTheOthersClosed(String column, String value, long events) throws IOException {
        Answer answer = Answer.to("SELECT count(*) FROM logs WHERE " + column + " = '" + value + "'", spark);

        assertThat(answer.rows()).containsExactly(Long.toString(events));
        assertThat(answer.filter()).matches(".*\\(" + column + "#\\d+ = " + value + "\\).*");
        assertThat(answer.files())
                .isEqualTo(objects("/?" + column + "=" + value + "/"))
                .isPositive()
                .isLessThan(objects(""));
    }

    @Test
    void withoutThemAllIsOpened() throws IOException {
        Answer answer = Answer.to("SELECT count(*), count(DISTINCT event_id) FROM logs", spark);

        assertThat(answer.rows()).containsExactly(EVENTS + "|" + EVENTS);
        assertThat(answer.filter()).isEmpty();
        assertThat(answer.files()).isEqualTo(objects(""));
    }

    @Test
    void columnsHaveTheDocumentedTypes() {
        Map<String, String> types = Stream.of(spark.table("logs").schema().fields())
                .collect(Collectors.toMap(
                        StructField::name, field -> field.dataType().simpleString()));

        assertThat(types)
                .containsEntry("timestamp", "timestamp")
                .containsEntry("event_id", "string")
                .containsEntry("event_category", "array<string>")
                .containsEntry("labels", "map<string,string>")
                .containsEntry("fields", "string")
                .containsEntry("other", "string")
                .containsEntry("http_response_status_code", "bigint")
                .containsEntry("dt", "string")
                .containsEntry("hour", "string");
        assertThat(Answer.to(
                                "SELECT DISTINCT date_format(timestamp, 'yyyy-MM-dd HH'), event_category[0] FROM logs WHERE hour = '23'",
                                spark)
                        .rows())
                .containsExactly("2026-03-01 23|web");
    }

    /** An object of before the columns that it lacks: Spark fills them with null. */
    @Test
    void objectsOfAnOlderSchemaAreReadTogetherWithNewOnes(@TempDir Path both) throws IOException {
        copy(lake, both);
        spark.sql("SELECT event_id, message FROM logs WHERE namespace = 'staging'")
                .coalesce(1)
                .write()
                .mode(SaveMode.Append)
                .parquet(both + "/dataset=old/namespace=default/dt=2025-01-01/hour=00");

        DocumentedSql.statements(both).stream().limit(2).forEach(spark::sql);

        assertThat(Answer.to(
                                "SELECT dataset = 'old' AS old, count(*), count(source_ip) FROM logs"
                                        + " WHERE dataset <> 'generic' GROUP BY old ORDER BY old",
                                spark)
                        .rows())
                .containsExactly("false|340|340", "true|40|0");
    }

    private static long eventsIn(Path lake) {
        return spark.read()
                .option("pathGlobFilter", "*.parquet")
                .parquet(lake.toString())
                .count();
    }

    /** Lines of one hour, every second of them an error. */
    private static List<String> accesses(int lines, String hour, String address) {
        return IntStream.range(0, lines)
                .mapToObj(i -> "%s - - [%s:%02d:%02d +0000] \"GET /%d HTTP/1.1\" %d 5"
                        .formatted(address, hour, i / 60, i % 60, i, i % 2 == 0 ? 200 : 404))
                .toList();
    }

    private static List<String> orders(int lines) {
        return IntStream.range(0, lines)
                .mapToObj(i ->
                        "{\"@timestamp\":\"2026-03-01T09:00:%02dZ\",\"message\":\"sold\",\"order\":{\"id\":\"o-1\"}}"
                                .formatted(i))
                .toList();
    }

    /** How many objects have a key in which the expression is found. */
    private static long objects(String expression) throws IOException {
        Pattern pattern = Pattern.compile(expression);
        try (Stream<Path> files = Files.walk(lake)) {
            return files.map(file -> lake.relativize(file).toString())
                    .filter(key -> key.endsWith(".parquet"))
                    .filter(key -> pattern.matcher(key).find())
                    .count();
        }
    }

    /** Only what Spark would look at: not what the S3 server keeps for itself. */
    private static void copy(Path from, Path to) throws IOException {
        Files.walkFileTree(from, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (file.toString().endsWith(".parquet")) {
                    Path target = to.resolve(from.relativize(file).toString());
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target);
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
