// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The search that a Lens panel sends to Elasticsearch: its buckets, one within the other, and its numbers in the innermost. */
final class LensSearch {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** What our objects use of KQL. */
    private static final Pattern CLAUSE = Pattern.compile(
            "(?<field>[\\w.]+) (?:: (?:\"(?<text>[^\"]*)\"|\\((?<oneof>[^)]*)\\)|(?<any>\\*))|(?<compare>[<>]=?) (?<number>\\d+))");

    private static final Map<String, String> METRICS =
            Map.of("unique_count", "cardinality", "sum", "sum", "average", "avg", "max", "max", "min", "min");

    private static final String COUNT = "count";

    private final List<String> names = new ArrayList<>();
    private final List<String> metrics = new ArrayList<>();
    private final JsonNode columns;
    private final ObjectNode body;

    /**
     * @param attributes of the panel
     * @param filter KQL of the dashboard, which holds for all of its panels
     */
    LensSearch(JsonNode attributes, String filter) {
        JsonNode state = attributes.path("state");
        JsonNode layers = state.path("datasourceStates").path("formBased").path("layers");
        JsonNode layer = layers.iterator().next();
        columns = layer.path("columns");
        body = JSON.createObjectNode().put("size", 0);
        body.set(
                "query", query(List.of(filter, state.path("query").path("query").asString())));
        ObjectNode at = body;
        for (JsonNode id : layer.path("columnOrder")) {
            JsonNode column = columns.path(id.asString());
            String operation = column.path("operationType").asString();
            String field = column.path("sourceField").asString();
            if (operation.equals(COUNT)) {
                continue;
            }
            ObjectNode aggregation = at.withObject("/aggs").putObject(id.asString());
            switch (operation) {
                case "terms" ->
                    aggregation
                            .putObject("terms")
                            .put("field", field)
                            .put("size", column.path("params").path("size").asInt());
                case "date_histogram" ->
                    aggregation.putObject("date_histogram").put("field", field).put("fixed_interval", "1d");
                default -> {
                    if (!METRICS.containsKey(operation)) {
                        throw new IllegalArgumentException("no operation " + operation + " is known");
                    }
                    aggregation.putObject(METRICS.get(operation)).put("field", field);
                    metrics.add(id.asString());
                }
            }
            if (column.path("isBucketed").asBoolean()) {
                names.add(id.asString());
                at = aggregation;
            }
        }
    }

    /** Elasticsearch's query for several of Kibana's, all of which must hold. */
    static JsonNode query(List<String> kql) {
        String lucene = kql.stream()
                .filter(query -> !query.isEmpty())
                .flatMap(query -> Pattern.compile(" and ").splitAsStream(query))
                .map(LensSearch::lucene)
                .collect(Collectors.joining(" AND "));
        ObjectNode query = JSON.createObjectNode();
        query.putObject("query_string").put("query", lucene.isEmpty() ? "*" : lucene);
        return query;
    }

    /** Fields that a query in KQL names. */
    static List<String> fieldsOf(String kql) {
        return CLAUSE.matcher(kql)
                .results()
                .map(clause -> clause.group("field"))
                .toList();
    }

    private static String lucene(String clause) {
        Matcher matcher = CLAUSE.matcher(clause);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("KQL that is not understood here: " + clause);
        }
        String field = matcher.group("field");
        if (matcher.group("any") != null) {
            return "_exists_:" + field;
        }
        if (matcher.group("oneof") != null) {
            return field + ":(" + matcher.group("oneof").replace(" or ", " OR ") + ')';
        }
        return matcher.group("text") == null
                ? field + ":" + matcher.group("compare") + matcher.group("number")
                : field + ":\"" + matcher.group("text") + '"';
    }

    JsonNode body() {
        return body;
    }

    JsonNode columns() {
        return columns;
    }

    /** What the panel would show of an answer is more than nothing. */
    boolean showsSomethingOf(JsonNode answer) {
        JsonNode at = answer.path("aggregations");
        long count = answer.path("hits").path("total").path("value").asLong();
        for (String name : names) {
            JsonNode buckets = at.path(name).path("buckets");
            if (buckets.isEmpty()) {
                return false;
            }
            at = buckets.get(0);
            count = at.path("doc_count").asLong();
        }
        JsonNode innermost = at;
        return count > 0
                && metrics.stream()
                        .allMatch(metric -> innermost.path(metric).path("value").asDouble(0) > 0);
    }
}
