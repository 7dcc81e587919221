// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.springframework.beans.factory.config.YamlMapFactoryBean;
import org.springframework.core.io.FileSystemResource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Makes Kibana's saved objects from {@code kibana/objects.yaml}. They have the form of Kibana 8.9, which is the last before types got model versions,
 * and Kibana 9 migrates them when they are imported.
 */
final class KibanaObjects {

    private static final String CORE_VERSION = "8.8.0";
    private static final String PANEL_VERSION = "8.9.0";
    private static final String INDEX_REF = "kibanaSavedObjectMeta.searchSourceJSON.index";
    private static final String LAYER = "layer";
    private static final int COLUMNS = 48;
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, Object> source;
    private final String dataView;

    private KibanaObjects(Map<String, Object> source) {
        this.source = source;
        dataView = (String) source.get("data-view");
    }

    /** All objects of a source file, one JSON text a line. */
    static String ndjson(Path file) {
        YamlMapFactoryBean yaml = new YamlMapFactoryBean();
        yaml.setResources(new FileSystemResource(file));
        KibanaObjects objects = new KibanaObjects(yaml.getObject());
        StringBuilder lines = new StringBuilder();
        objects.all().forEach(object -> lines.append(object).append('\n'));
        return lines.toString();
    }

    private List<ObjectNode> all() {
        List<ObjectNode> all = new ArrayList<>();
        all.add(dataView());
        list(source, "searches").forEach(search -> all.add(search(search)));
        list(source, "maps").forEach(map -> all.add(map(map)));
        list(source, "dashboards").forEach(dashboard -> all.add(dashboard(dashboard)));
        return all;
    }

    private ObjectNode dataView() {
        ObjectNode object = object("index-pattern", dataView, "8.0.0");
        object.putObject("attributes")
                .put("title", dataView)
                .put("name", dataView)
                .put("timeFieldName", "@timestamp")
                // A dashboard that is opened before the first line has arrived is empty, and not an error.
                .put("allowNoIndex", true);
        return object;
    }

    private ObjectNode search(Map<String, Object> search) {
        ObjectNode object = object("search", text(search, "id"), "8.0.0");
        ObjectNode attributes = object.putObject("attributes");
        attributes.put("title", text(search, "title")).put("description", "");
        attributes.set("columns", JSON.valueToTree(search.get("columns")));
        attributes.set("sort", JSON.valueToTree(List.of(List.of("@timestamp", "desc"))));
        ObjectNode searchSource = searchSource(text(search, "query"));
        searchSource.put("indexRefName", INDEX_REF);
        attributes.putObject("kibanaSavedObjectMeta").put("searchSourceJSON", searchSource.toString());
        reference(object, "index-pattern", dataView, INDEX_REF);
        return object;
    }

    /** Circles on a grid, the bigger the more events. */
    private ObjectNode map(Map<String, Object> map) {
        String layerRef = "layer_1_source_index_pattern";
        ArrayNode layers = JSON.createArrayNode();
        ObjectNode base = layers.addObject();
        base.put("id", "base")
                .put("type", "EMS_VECTOR_TILE")
                .put("visible", true)
                .put("alpha", 1);
        base.put("minZoom", 0).put("maxZoom", 24);
        base.putObject("sourceDescriptor").put("type", "EMS_TMS").put("isAutoSelect", true);
        base.putObject("style").put("type", "EMS_VECTOR_TILE").put("color", "");
        ObjectNode grid = layers.addObject();
        grid.put("id", "events").put("label", "Events").put("type", "GEOJSON_VECTOR");
        grid.put("visible", true).put("alpha", 0.75).put("minZoom", 0).put("maxZoom", 24);
        grid.putArray("joins");
        grid.putObject("query").put("query", text(map, "query")).put("language", "kuery");
        ObjectNode descriptor = grid.putObject("sourceDescriptor");
        descriptor.put("type", "ES_GEO_GRID").put("id", "events-grid").put("geoField", text(map, "field"));
        descriptor.put("requestType", "point").put("resolution", "MOST_FINE");
        descriptor.put("applyGlobalQuery", true).put("applyGlobalTime", true).put("applyForceRefresh", true);
        descriptor.put("indexPatternRefName", layerRef);
        descriptor.putArray("metrics").addObject().put("type", "count");
        ObjectNode style = grid.putObject("style").put("type", "VECTOR").put("isTimeAware", true);
        ObjectNode properties = style.putObject("properties");
        dynamic(properties, "fillColor").put("type", "ORDINAL").put("color", "Yellow to Red");
        dynamic(properties, "iconSize").put("minSize", 7).put("maxSize", 24);

        ObjectNode object = object("map", text(map, "id"), "8.4.0");
        ObjectNode attributes = object.putObject("attributes");
        attributes.put("title", text(map, "title")).put("description", "");
        attributes.put("layerListJSON", layers.toString());
        ObjectNode state = JSON.createObjectNode().put("zoom", 1.6);
        state.putObject("center").put("lat", 20).put("lon", 0);
        state.putObject("query").put("query", "").put("language", "kuery");
        state.putArray("filters");
        attributes.put("mapStateJSON", state.toString());
        attributes.put("uiStateJSON", "{\"isLayerTOCOpen\":true,\"openTOCDetails\":[]}");
        reference(object, "index-pattern", dataView, layerRef);
        return object;
    }

    private static ObjectNode dynamic(ObjectNode properties, String name) {
        ObjectNode options = properties.putObject(name).put("type", "DYNAMIC").putObject("options");
        options.putObject("field").put("name", "doc_count").put("origin", "source");
        options.putObject("fieldMetaOptions").put("isEnabled", false).put("sigma", 3);
        return options;
    }

    private ObjectNode dashboard(Map<String, Object> dashboard) {
        ObjectNode object = object("dashboard", text(dashboard, "id"), PANEL_VERSION);
        ArrayNode panels = JSON.createArrayNode();
        int x = 0;
        int y = 0;
        for (Map<String, Object> panel : list(dashboard, "panels")) {
            int width = (int) panel.get("width");
            int height = (int) panel.get("height");
            String number = Integer.toString(panels.size() + 1);
            ObjectNode node = panels.addObject().put("version", PANEL_VERSION).put("panelIndex", number);
            node.putObject("gridData")
                    .put("x", x)
                    .put("y", y)
                    .put("w", width)
                    .put("h", height)
                    .put("i", number);
            node.put("title", text(panel, "title"));
            fill(node, number, panel, object);
            x += width;
            if (x >= COLUMNS) {
                x = 0;
                y += height;
            }
        }
        ObjectNode attributes = object.putObject("attributes");
        attributes.put("title", text(dashboard, "title")).put("description", text(dashboard, "description"));
        attributes
                .put("timeRestore", true)
                .put("timeFrom", text(source, "from"))
                .put("timeTo", "now");
        attributes.put("version", 1);
        attributes.put("optionsJSON", "{\"useMargins\":true,\"syncColors\":true,\"hidePanelTitles\":false}");
        attributes.put("panelsJSON", panels.toString());
        attributes
                .putObject("kibanaSavedObjectMeta")
                .put("searchSourceJSON", searchSource(text(dashboard, "query")).toString());
        new KibanaControls(list(source, "controls")).addTo(object, dataView);
        return object;
    }

    private void fill(ObjectNode node, String number, Map<String, Object> panel, ObjectNode dashboard) {
        String type = text(panel, "type");
        ObjectNode config = node.putObject("embeddableConfig");
        config.putObject("enhancements");
        if (type.equals("search") || type.equals("map")) {
            node.put("type", type).put("panelRefName", "panel_" + number);
            reference(dashboard, type, text(panel, "shows"), number + ":panel_" + number);
            return;
        }
        node.put("type", "lens");
        config.set("attributes", lens(panel));
        reference(dashboard, "index-pattern", dataView, number + ":indexpattern-datasource-layer-" + LAYER);
    }

    private ObjectNode lens(Map<String, Object> panel) {
        String type = text(panel, "type");
        boolean overTime = type.equals("bars") || type.equals("lines");
        List<String> by = words(panel, "by");
        List<String> show = words(panel, "show");
        List<String> byIds =
                IntStream.range(0, by.size()).mapToObj(i -> "by" + i).toList();
        List<String> showIds =
                IntStream.range(0, show.size()).mapToObj(i -> "show" + i).toList();

        ObjectNode attributes = JSON.createObjectNode().put("title", "").put("type", "lens");
        attributes.putArray("references").add(ref("index-pattern", dataView, "indexpattern-datasource-layer-" + LAYER));
        ObjectNode state = attributes.putObject("state");
        state.putObject("query").put("query", text(panel, "query")).put("language", "kuery");
        state.putArray("filters");
        state.putArray("internalReferences");
        state.putObject("adHocDataViews");
        ObjectNode layer = state.putObject("datasourceStates")
                .putObject("formBased")
                .putObject("layers")
                .putObject(LAYER);
        ObjectNode columns = layer.putObject("columns");
        for (int i = 0; i < by.size(); i++) {
            columns.set(byIds.get(i), terms(by.get(i), (int) panel.getOrDefault("top", 10)));
        }
        if (overTime) {
            columns.set("time", time());
        }
        for (int i = 0; i < show.size(); i++) {
            columns.set(showIds.get(i), metric(show.get(i)));
        }
        layer.set("columnOrder", JSON.valueToTree(columns.propertyNames()));
        layer.putObject("incompleteColumns");
        layer.put("ignoreGlobalFilters", false);

        ObjectNode visualization = state.putObject("visualization");
        switch (type) {
            case "bars", "lines" -> {
                attributes.put("visualizationType", "lnsXY");
                xy(visualization, type.equals("bars") ? "bar_stacked" : "line", byIds, showIds);
            }
            case "donut" -> {
                attributes.put("visualizationType", "lnsPie");
                donut(visualization, byIds, showIds);
            }
            case "table" -> {
                attributes.put("visualizationType", "lnsDatatable");
                visualization.put("layerId", LAYER).put("layerType", "data");
                ArrayNode shown = visualization.putArray("columns");
                columns.propertyNames().forEach(id -> shown.addObject().put("columnId", id));
            }
            case "number" -> {
                attributes.put("visualizationType", "lnsMetric");
                visualization.put("layerId", LAYER).put("layerType", "data").put("metricAccessor", showIds.getFirst());
            }
            default -> throw new IllegalArgumentException("a panel has no type " + type);
        }
        return attributes;
    }

    private static void xy(ObjectNode visualization, String series, List<String> by, List<String> show) {
        visualization.put("preferredSeriesType", series).put("valueLabels", "hide");
        visualization.putObject("legend").put("isVisible", true).put("position", "right");
        ObjectNode layer = visualization.putArray("layers").addObject();
        layer.put("layerId", LAYER).put("layerType", "data").put("seriesType", series);
        layer.put("position", "top").put("showGridlines", false).put("xAccessor", "time");
        layer.set("accessors", JSON.valueToTree(show));
        if (!by.isEmpty()) {
            layer.put("splitAccessor", by.getFirst());
        }
    }

    private static void donut(ObjectNode visualization, List<String> by, List<String> show) {
        visualization.put("shape", "donut");
        ObjectNode layer = visualization.putArray("layers").addObject();
        layer.put("layerId", LAYER).put("layerType", "data").put("numberDisplay", "percent");
        layer.put("categoryDisplay", "default").put("legendDisplay", "default").put("nestedLegend", false);
        layer.set("primaryGroups", JSON.valueToTree(by));
        layer.set("metrics", JSON.valueToTree(show));
    }

    private ObjectNode terms(String field, int size) {
        boolean number = words(source, "numbers").contains(field);
        ObjectNode column = column(field, "terms", number ? "number" : "string", "ordinal", true, field);
        ObjectNode params = column.putObject("params").put("size", size).put("orderDirection", "desc");
        params.putObject("orderBy").put("type", "column").put("columnId", "show0");
        params.put("otherBucket", false).put("missingBucket", false);
        params.putObject("parentFormat").put("id", "terms");
        return column;
    }

    private static ObjectNode time() {
        ObjectNode column = column("@timestamp", "date_histogram", "date", "interval", true, "@timestamp");
        column.putObject("params")
                .put("interval", "auto")
                .put("includeEmptyRows", true)
                .put("dropPartials", false);
        return column;
    }

    /** @param metric {@code count}, or an operation and a field */
    private static ObjectNode metric(String metric) {
        String[] words = metric.split(" ");
        ObjectNode column = words.length == 1
                ? column("Events", words[0], "number", "ratio", false, "___records___")
                : column(words[0].replace('_', ' ') + " of " + words[1], words[0], "number", "ratio", false, words[1]);
        column.putObject("params").put("emptyAsNull", true);
        return column;
    }

    private static ObjectNode column(
            String label, String operation, String dataType, String scale, boolean bucketed, String field) {
        return JSON.createObjectNode()
                .put("label", label)
                .put("customLabel", true)
                .put("operationType", operation)
                .put("sourceField", field)
                .put("dataType", dataType)
                .put("scale", scale)
                .put("isBucketed", bucketed);
    }

    private static ObjectNode searchSource(String query) {
        ObjectNode searchSource = JSON.createObjectNode();
        searchSource.putObject("query").put("query", query).put("language", "kuery");
        searchSource.putArray("filter");
        return searchSource;
    }

    private static ObjectNode object(String type, String id, String version) {
        ObjectNode object = JSON.createObjectNode().put("type", type).put("id", id);
        object.put("coreMigrationVersion", CORE_VERSION)
                .put("typeMigrationVersion", version)
                .put("managed", false);
        object.putArray("references");
        return object;
    }

    private static void reference(ObjectNode object, String type, String id, String name) {
        ((ArrayNode) object.get("references")).add(ref(type, id, name));
    }

    private static ObjectNode ref(String type, String id, String name) {
        return JSON.createObjectNode().put("type", type).put("id", id).put("name", name);
    }

    private static String text(Map<String, Object> map, String name) {
        return (String) map.getOrDefault(name, "");
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> list(Map<String, Object> map, String name) {
        return (List<Map<String, Object>>) map.get(name);
    }

    @SuppressWarnings("unchecked")
    private static List<String> words(Map<String, Object> map, String name) {
        return (List<String>) map.getOrDefault(name, List.of());
    }
}
