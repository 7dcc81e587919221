// SPDX-License-Identifier: Apache-2.0
package dev.sluice.sink.s3.format;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * The columns of Parquet objects: which field of an event goes where, read from a versioned file. The last column, {@value #OTHER}, takes as JSON
 * text what has no column of its own or does not fit it, so that nothing is lost.
 */
final class EventColumns {

    /** Stands in each object's metadata as {@value #VERSION_KEY}. */
    static final int VERSION = 1;

    static final String VERSION_KEY = "sluice.schema.version";
    static final String OTHER = "other";

    static final EventColumns CURRENT = read("event-columns-v" + VERSION + ".txt");

    /** What a column holds. */
    enum Kind {
        /** Microseconds, UTC. */
        TIMESTAMP,
        LONG,
        STRING,
        STRINGS,
        /** Names to texts. */
        MAP,
        /** JSON as text. */
        JSON
    }

    /** A field of an event: a column, or an object with such fields. */
    sealed interface Field permits Column, ColumnTree {}

    record Column(String name, Kind kind, int index) implements Field {}

    private final List<Column> columns;
    private final ColumnTree root;
    private final MessageType schema;

    private EventColumns(List<Column> columns, ColumnTree root) {
        this.columns = List.copyOf(columns);
        this.root = root;
        this.schema = new MessageType(
                "event", columns.stream().map(EventColumns::type).toList());
    }

    private static EventColumns read(String resource) {
        List<Column> columns = new ArrayList<>();
        Map<String, Column> byPath = new LinkedHashMap<>();
        for (String line : lines(resource)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split(" ");
            String name = parts[0].replace("@", "").replace('.', '_');
            Column column = new Column(name, Kind.valueOf(parts[1].toUpperCase(Locale.ROOT)), columns.size());
            byPath.put(parts[0], column);
            columns.add(column);
        }
        columns.add(new Column(OTHER, Kind.JSON, columns.size()));
        return new EventColumns(columns, ColumnTree.of(byPath));
    }

    private static List<String> lines(String resource) {
        try (InputStream in = EventColumns.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), UTF_8).lines().toList();
        } catch (IOException e) {
            throw new IllegalStateException("cannot read the resource " + resource, e);
        }
    }

    List<Column> columns() {
        return columns;
    }

    ColumnTree root() {
        return root;
    }

    /** The time of the event, which every row has. */
    Column timestamp() {
        return columns.getFirst();
    }

    Column other() {
        return columns.getLast();
    }

    MessageType schema() {
        return schema;
    }

    private static Type type(Column column) {
        LogicalTypeAnnotation text = LogicalTypeAnnotation.stringType();
        return switch (column.kind()) {
            case TIMESTAMP ->
                Types.optional(PrimitiveTypeName.INT64)
                        .as(LogicalTypeAnnotation.timestampType(true, TimeUnit.MICROS))
                        .named(column.name());
            case LONG -> Types.optional(PrimitiveTypeName.INT64).named(column.name());
            case STRING, JSON ->
                Types.optional(PrimitiveTypeName.BINARY).as(text).named(column.name());
            case STRINGS ->
                Types.optionalList()
                        .requiredElement(PrimitiveTypeName.BINARY)
                        .as(text)
                        .named(column.name());
            case MAP ->
                Types.optionalMap()
                        .key(PrimitiveTypeName.BINARY)
                        .as(text)
                        .optionalValue(PrimitiveTypeName.BINARY)
                        .as(text)
                        .named(column.name());
        };
    }
}
