// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The saved objects are what their source says, and hang together. */
class KibanaObjectsTest {

    static final Path FOLDER = Path.of("..", "kibana");
    private static final Path FILE = FOLDER.resolve("sluice.ndjson");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    static List<JsonNode> objects() throws IOException {
        return Files.readAllLines(FILE).stream().map(JSON::readTree).toList();
    }

    @Test
    void fileIsMadeFromItsSource() throws IOException {
        String made = KibanaObjects.ndjson(FOLDER.resolve("objects.yaml"));
        if (Boolean.getBoolean("sluice.kibana.write")) {
            Files.writeString(FILE, made);
        }

        assertThat(FILE).as("make it again as kibana/README.md says").hasContent(made);
    }

    @Test
    void idsAreUniqueAndReferencesLeadSomewhere() throws IOException {
        Set<String> known = new HashSet<>();
        for (JsonNode object : objects()) {
            assertThat(known.add(key(object))).as(key(object)).isTrue();
        }
        for (JsonNode object : objects()) {
            Set<String> names = new HashSet<>();
            for (JsonNode reference : object.path("references")) {
                assertThat(known).as("reference of " + key(object)).contains(key(reference));
                assertThat(names.add(reference.path("name").asString()))
                        .as(reference.toString())
                        .isTrue();
            }
            assertThat(names)
                    .as("references that " + key(object) + " needs")
                    .containsExactlyInAnyOrderElementsOf(needed(object).toList());
            assertThat(object.path("coreMigrationVersion").asString()).isEqualTo("8.8.0");
            assertThat(object.path("typeMigrationVersion").asString()).matches("8\\.\\d\\.0");
        }
    }

    /** Or Kibana sends whoever opens a dashboard before the first event away, to make an index. */
    @Test
    void dataViewsAreOfUseBeforeThereIsAnIndex() throws IOException {
        List<JsonNode> views = objects().stream()
                .filter(object -> object.path("type").asString().equals("index-pattern"))
                .toList();

        assertThat(views).extracting(view -> view.path("id").asString()).contains("logs-*");
        assertThat(views)
                .allSatisfy(
                        view -> assertThat(view.at("/attributes/allowNoIndex").booleanValue())
                                .as(view.path("id").asString())
                                .isTrue());
    }

    /** No two panels of a dashboard lie on each other, and none leaves its 48 columns. */
    @Test
    void panelsHaveAPlaceEach() throws IOException {
        for (JsonNode dashboard : dashboards()) {
            Set<List<Integer>> taken = new HashSet<>();
            for (JsonNode panel : panels(dashboard)) {
                JsonNode grid = panel.path("gridData");
                int right = grid.path("x").asInt() + grid.path("w").asInt();
                assertThat(right).as(panel.path("title").asString()).isLessThanOrEqualTo(48);
                for (int x = grid.path("x").asInt(); x < right; x++) {
                    for (int y = 0; y < grid.path("h").asInt(); y++) {
                        assertThat(taken.add(List.of(x, grid.path("y").asInt() + y)))
                                .as(panel.path("title").asString())
                                .isTrue();
                    }
                }
            }
        }
    }

    @Test
    void eachDashboardHasControlsAndASpanOfItsOwn() throws IOException {
        for (JsonNode dashboard : dashboards()) {
            assertThat(controls(dashboard)
                            .valueStream()
                            .map(control ->
                                    control.at("/explicitInput/fieldName").asString()))
                    .containsExactly("event.dataset", "host.name", "data_stream.namespace");
            assertThat(dashboard.at("/attributes/timeRestore").asBoolean()).isTrue();
            assertThat(dashboard.at("/attributes/timeFrom").asString()).isEqualTo("now-24h");
        }
    }

    static List<JsonNode> dashboards() throws IOException {
        return objects().stream()
                .filter(object -> object.path("type").asString().equals("dashboard"))
                .toList();
    }

    static JsonNode panels(JsonNode dashboard) {
        return JSON.readTree(dashboard.at("/attributes/panelsJSON").asString());
    }

    /** By their ids. */
    static JsonNode controls(JsonNode dashboard) {
        return JSON.readTree(
                dashboard.at("/attributes/controlGroupInput/panelsJSON").asString());
    }

    private static Stream<String> needed(JsonNode object) {
        JsonNode attributes = object.path("attributes");
        return switch (object.path("type").asString()) {
            case "index-pattern" -> Stream.empty();
            case "search" ->
                Stream.of(JSON.readTree(attributes
                                .at("/kibanaSavedObjectMeta/searchSourceJSON")
                                .asString())
                        .path("indexRefName")
                        .asString());
            case "map" ->
                JSON
                        .readTree(attributes.path("layerListJSON").asString())
                        .findValuesAsString("indexPatternRefName")
                        .stream();
            default ->
                Stream.concat(
                        controls(object).propertyNames().stream().map(KibanaControls::referenceOf),
                        panels(object).valueStream().flatMap(panel -> {
                            String prefix = panel.path("panelIndex").asString() + ':';
                            return panel.path("type").asString().equals("lens")
                                    ? panel.at("/embeddableConfig/attributes/references")
                                            .valueStream()
                                            .map(reference -> prefix
                                                    + reference.path("name").asString())
                                    : Stream.of(
                                            prefix + panel.path("panelRefName").asString());
                        }));
        };
    }

    private static String key(JsonNode object) {
        return object.path("type").asString() + ' ' + object.path("id").asString();
    }
}
