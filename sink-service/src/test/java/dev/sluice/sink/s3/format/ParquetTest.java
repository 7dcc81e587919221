// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.sink.driver.EventRecords.NotAnEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.example.data.Group;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.ParquetReader;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a query engine sees. */
class ParquetTest {

    private static final String EVENT = """
        {"@timestamp":"2017-09-03T03:30:01.123456Z","ecs":{"version":"9.0.0"},
         "event":{"id":"AV5FybLAujyKRE0LUTtNHg","category":["web"],"type":["access","denied"],"created":"2017-09-03T03:30:02Z"},
         "source":{"address":"10.13.37.01","ip":"10.13.37.1","port":"not a number"},
         "http":{"response":{"status_code":200,"body":{"bytes":2457}}},
         "url":{"original":"/mailman"},"labels":{"team":"blue","n":1},"fields":{"a":{"b":[1,2]}},
         "host":"no object","own":{"deep":true}}\
        """;

    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    private Path folder;

    @Test
    void columnsHaveTheirTypesAndNothingIsLost() throws Exception {
        write("a.parquet", EVENT);
        assertThat(query("""
            SELECT strftime(timestamp AT TIME ZONE 'UTC', '%Y-%m-%d %H:%M:%S.%f'), event_id, event_category[1], event_type[2],
                   source_ip, http_response_status_code + 1, http_response_body_bytes, labels['team'], labels['n'],
                   fields->>'$.a.b[1]', other
            FROM 'a.parquet'\
            """))
                .containsExactly(List.of(
                        "2017-09-03 03:30:01.123456",
                        "AV5FybLAujyKRE0LUTtNHg",
                        "web",
                        "denied",
                        "10.13.37.1",
                        "201",
                        "2457",
                        "blue",
                        "1",
                        "2",
                        "{\"source.port\":\"not a number\",\"host\":\"no object\",\"own\":{\"deep\":true}}"));
    }

    @Test
    void anEventWithoutATimeHasThatOfItsId() throws Exception {
        write("a.parquet", "{\"@timestamp\":\"yesterday\",\"message\":\"m\"}");
        assertThat(query("SELECT epoch_ms(timestamp), message, other FROM 'a.parquet'"))
                .containsExactly(List.of("1504409401000", "m", "{\"@timestamp\":\"yesterday\"}"));
    }

    @Test
    void whoSentAnEventIsAColumn() throws Exception {
        write("a.parquet", "{\"message\":\"m\",\"sluice\":{\"sender\":\"web\",\"moved\":[\"a\"]}}");
        assertThat(query("SELECT sluice_sender, sluice_moved[1], other FROM 'a.parquet'"))
                .containsExactly(Arrays.asList("web", "a", null));
    }

    /** A number that is read as a double and written again is another number, or none. */
    @ParameterizedTest
    @EnumSource(LakeFormat.class)
    void numbersAreKeptAsWritten(LakeFormat format) throws Exception {
        String fields = "{\"amount\":12345678901234567.89,\"rate\":0.12345678901234567890123,\"big\":1e400,"
                + " \"neg0\":-0.0,\"i\":1E2,\"price\":19.90,\"list\":[10000000000000000.01 ,"
                + " {\"x\":3.14159265358979323846,\"s\":\"\\u00e4\"}],\"n\":null}";
        String event = "{\"@timestamp\":\"2026-11-28T12:10:00Z\",\"fields\":" + fields
                + ",\"own\":[1.10,{\"a\":1e-400}],\"bare\":19.90,\"event\":{\"id\":\"AV5FybLAujyKRE0LUTtNHg\"}}";
        Path file = folder.resolve("a");
        try (EventWriter writer = format.create(file)) {
            writer.write(0, event.getBytes(UTF_8));
        }

        List<String> read = new ArrayList<>();
        format.read(file, found -> read.add(JSON.writeValueAsString(found)));

        assertThat(read)
                .singleElement()
                .asString()
                .contains("\"fields\":" + fields)
                .contains("\"own\":[1.10,{\"a\":1e-400}]")
                .contains("\"bare\":19.90");
    }

    @Test
    void whatIsNoJsonIsRefusedAndLeavesNoTrace() throws Exception {
        try (EventWriter writer = LakeFormat.PARQUET.create(folder.resolve("a.parquet"))) {
            assertThatThrownBy(() -> writer.write(0, "{\"message\":\"half}".getBytes(UTF_8)))
                    .isInstanceOf(NotAnEvent.class);
            assertThatThrownBy(() -> writer.write(0, "{}{".getBytes(UTF_8))).isInstanceOf(NotAnEvent.class);
            writer.write(0, "{\"message\":\"whole\"}".getBytes(UTF_8));
        }
        assertThat(query("SELECT message FROM 'a.parquet'")).containsExactly(List.of("whole"));
    }

    @Test
    void sameEventsMakeTheSameBytes() throws Exception {
        for (LakeFormat format : LakeFormat.values()) {
            for (String name : List.of("one", "two")) {
                try (EventWriter writer = format.create(folder.resolve(name))) {
                    for (int i = 0; i < 1_000; i++) {
                        writer.write(i, EVENT.getBytes(UTF_8));
                    }
                }
            }
            assertThat(folder.resolve("one")).as(format.name()).hasSameBinaryContentAs(folder.resolve("two"));
            Files.delete(folder.resolve("one"));
            Files.delete(folder.resolve("two"));
        }
    }

    /** The bound on all writers' memory is kept by what they say themselves. */
    @Test
    void sizeAndMemoryFollowWhatIsWritten() throws Exception {
        Path file = folder.resolve("a.parquet");
        EventWriter writer = LakeFormat.PARQUET.create(file);
        try (writer) {
            long atFirst = writer.memory();
            assertThat(atFirst).isPositive();
            long most = 0;
            while (Files.size(file) < 1_000) {
                writer.write(
                        0,
                        EVENT.replace("mailman", UUID.randomUUID() + "/" + UUID.randomUUID())
                                .getBytes(UTF_8));
                most = Math.max(most, writer.memory());
            }
            for (int i = 0; i < 100; i++) {
                writer.write(0, EVENT.getBytes(UTF_8));
            }
            // A row group was written: it was in memory, and is no more.
            assertThat(most).isGreaterThan(10 << 20).isLessThan(24 << 20);
            assertThat(writer.memory()).isLessThan(most / 2);
            assertThat(writer.size()).isCloseTo(Files.size(file), within(1L << 20));
        }
    }

    /** An object of before the columns that it lacks: the engines fill them with null. */
    @Test
    void objectsOfAnOlderSchemaAreReadTogetherWithNewOnes() throws Exception {
        write("new.parquet", EVENT);
        execute("COPY (SELECT event_id, message, 'lake' AS was FROM '" + folder + "/new.parquet') TO '" + folder
                + "/old.parquet' (FORMAT parquet)");
        assertThat(query("SELECT count(*), count(source_ip) FROM read_parquet('*.parquet', union_by_name = true)"))
                .containsExactly(List.of("2", "1"));
    }

    /** Columns that come late, stay away for more than a page, or never come; a file of several row groups. */
    @Test
    void everyEventComesBackAsItWas() throws Exception {
        Random random = new Random(7);
        List<JsonNode> events = new ArrayList<>();
        Path file = folder.resolve("a.parquet");
        try (EventWriter writer = LakeFormat.PARQUET.create(file)) {
            for (int i = 0; i < 60_000; i++) {
                byte[] event = JSON.writeValueAsBytes(randomEvent(random, i));
                // Read by the same reader: numbers of another class would not be equal.
                events.add(JSON.readTree(event));
                writer.write(0, event);
            }
        }
        List<JsonNode> read = new ArrayList<>();
        try (ParquetReader<Group> rows = new RowReader(file).build()) {
            for (Group row = rows.read(); row != null; row = rows.read()) {
                read.add(JSON.readTree(JSON.writeValueAsBytes(RowToJson.of(row))));
            }
        }
        assertThat(read).hasSameSizeAs(events);
        for (int i = 0; i < read.size(); i++) {
            assertThat(read.get(i)).isEqualTo(events.get(i));
        }
        try (ParquetFileReader footer = ParquetFileReader.open(new LocalInputFile(file))) {
            assertThat(footer.getRowGroups()).hasSizeGreaterThan(1);
        }
    }

    private static ObjectNode randomEvent(Random random, int number) {
        ObjectNode event = JSON.createObjectNode();
        event.put(
                "@timestamp",
                Instant.ofEpochSecond(1_504_409_401L + number / 100).toString());
        event.putObject("event").put("id", new UUID(random.nextLong(), random.nextLong()).toString());
        if (random.nextInt(3) > 0) {
            byte[] bytes = new byte[random.nextInt(1_000)];
            random.nextBytes(bytes);
            event.put("message", new String(bytes, ISO_8859_1));
        }
        if (number > 25_000 && number < 25_010) {
            event.putObject("http").putObject("response").put("status_code", (long) number);
        }
        if (random.nextInt(1_000) == 0) {
            event.putObject("labels").put("größe", "日本語").put("n", "1");
        }
        if (random.nextInt(500) == 0) {
            ArrayNode tags = event.putArray("tags");
            for (int i = random.nextInt(4); i > 0; i--) {
                tags.add("tag \"" + i + "\"");
            }
        }
        return event;
    }

    /** What columns of texts may meet: a dictionary that pays at first and grows too big in the middle of a page, gaps, and texts that are longer than a page. */
    @Test
    void aColumnMayGoOverFromItsDictionaryToTheTextsThemselves() throws Exception {
        int count = 60_000;
        IntFunction<String> text = i -> {
            if (i % 7 == 3) {
                return null;
            }
            if (i == 50_000) {
                return "z\u00fcrich".repeat(100_000);
            }
            return i < 25_000 ? "text " + i % 10 : "text " + i + " of its own";
        };
        List<List<String>> expected = new ArrayList<>();
        Path file = folder.resolve("a.parquet");
        try (EventWriter writer = LakeFormat.PARQUET.create(file)) {
            for (int i = 0; i < count; i++) {
                ObjectNode event = JSON.createObjectNode();
                event.putObject("log").put("offset", i);
                if (text.apply(i) != null) {
                    event.put("message", text.apply(i));
                }
                if (i > 25_000) {
                    event.withObject("/log").put("logger", "late " + i % 3);
                }
                writer.write(0, JSON.writeValueAsBytes(event));
                expected.add(Arrays.asList(Integer.toString(i), text.apply(i)));
            }
        }

        assertThat(query("SELECT log_offset, message FROM 'a.parquet' ORDER BY log_offset"))
                .isEqualTo(expected);
        // What statistics that are too narrow would hide.
        assertThat(query("SELECT log_offset FROM 'a.parquet' WHERE message = 'text 59999 of its own'"))
                .containsExactly(List.of("59999"));
        assertThat(query("SELECT log_offset FROM 'a.parquet' WHERE message > 'z'"))
                .containsExactly(List.of("50000"));
        assertThat(query("SELECT count(*), min(log_offset) FROM 'a.parquet' WHERE log_logger = 'late 2'"))
                .containsExactly(List.of("11667", "25001"));
        assertThat(query("SELECT count(*) FROM 'a.parquet' WHERE message = 'text 7'"))
                .isEqualTo(List.of(List.of(Long.toString(IntStream.range(0, 25_000)
                        .filter(i -> "text 7".equals(text.apply(i)))
                        .count()))));
        try (ParquetFileReader footer = ParquetFileReader.open(new LocalInputFile(file))) {
            Map<String, Set<Encoding>> encodings = footer.getRowGroups().getFirst().getColumns().stream()
                    .collect(Collectors.toMap(
                            column -> column.getPath().toDotString(), ColumnChunkMetaData::getEncodings));
            assertThat(encodings.get("message")).contains(Encoding.PLAIN_DICTIONARY, Encoding.PLAIN);
            assertThat(encodings.get("log_logger")).contains(Encoding.PLAIN_DICTIONARY);
        }
    }

    @Test
    void namesAreReadHoweverTheyAreWritten() throws Exception {
        write("a.parquet", "{\"me\\u0073sage\":\"m\",\"event\":{\"i\\u0064\":\"x\",\"id\":\"y\"},\"lab\\u0065ls\":{}}");
        assertThat(query("SELECT message, event_id, cardinality(labels), other FROM 'a.parquet'"))
                .containsExactly(Arrays.asList("m", "y", "0", null));
    }

    @Test
    void timesAreReadToTheMicrosecond() {
        assertThat(micros("2017-09-03T03:30:01Z")).isEqualTo(1_504_409_401_000_000L);
        assertThat(micros("2017-09-03T03:30:01.5Z")).isEqualTo(1_504_409_401_500_000L);
        assertThat(micros("2017-09-03T03:30:01.123456789Z")).isEqualTo(1_504_409_401_123_456L);
        assertThat(micros("1969-12-31T23:59:59.999Z")).isEqualTo(-1_000L);
        assertThat(micros("2017-09-03T12:00:01.5+08:30")).isEqualTo(1_504_409_401_500_000L);
        for (String none : List.of("", "yesterday", "2017-02-30T00:00:00Z", "2017-09-03T24:00:01Z", "2017-09-03")) {
            assertThat(micros(none)).as(none).isEqualTo(IsoTimeReader.NONE);
        }
    }

    private final IsoTimeReader time = new IsoTimeReader();

    /** Each time is read anew and from memory. */
    private long micros(String text) {
        char[] chars = ("[" + text + "]").toCharArray();
        long read = time.micros(chars, 1, text.length());
        assertThat(time.micros(chars, 1, text.length())).isEqualTo(read);
        return read;
    }

    private void write(String file, String json) throws Exception {
        try (EventWriter writer = LakeFormat.PARQUET.create(folder.resolve(file))) {
            writer.write(Instant.parse("2017-09-03T03:30:01Z").toEpochMilli(), json.getBytes(UTF_8));
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duckdb.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<List<String>> query(String sql) throws SQLException {
        try (Connection duckdb = DriverManager.getConnection("jdbc:duckdb:");
                ResultSet result = duckdb.createStatement()
                        .executeQuery(sql.replace("'a.parquet'", "'" + folder + "/a.parquet'")
                                .replace("'new.parquet'", "'" + folder + "/new.parquet'")
                                .replace("'*.parquet'", "'" + folder + "/*.parquet'"))) {
            List<List<String>> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    row.add(result.getString(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }
}
