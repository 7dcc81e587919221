// SPDX-License-Identifier: Apache-2.0
package dev.sluice.e2e;

import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Lists above a dashboard from which people choose: dataset, host and the like. What is chosen in one narrows the next. */
final class KibanaControls {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final List<Map<String, Object>> controls;

    /** @param controls with {@code title} and {@code field} */
    KibanaControls(List<Map<String, Object>> controls) {
        this.controls = List.copyOf(controls);
    }

    void addTo(ObjectNode dashboard, String dataView) {
        ObjectNode group = ((ObjectNode) dashboard.get("attributes")).putObject("controlGroupInput");
        group.put("controlStyle", "oneLine").put("chainingSystem", "HIERARCHICAL");
        group.put("showApplySelections", false);
        ObjectNode parent = JSON.createObjectNode();
        for (String setting : List.of("ignoreFilters", "ignoreQuery", "ignoreTimerange", "ignoreValidations")) {
            parent.put(setting, false);
        }
        group.put("ignoreParentSettingsJSON", parent.toString());
        ObjectNode panels = JSON.createObjectNode();
        for (Map<String, Object> control : controls) {
            String id = "control-" + control.get("field");
            ObjectNode panel = panels.putObject(id);
            panel.put("type", "optionsListControl").put("order", panels.size() - 1);
            panel.put("width", "medium").put("grow", true);
            ObjectNode input = panel.putObject("explicitInput");
            input.put("id", id).put("fieldName", (String) control.get("field")).put("title", (String)
                    control.get("title"));
            input.putArray("selectedOptions");
            ((ArrayNode) dashboard.get("references"))
                    .addObject()
                    .put("type", "index-pattern")
                    .put("id", dataView)
                    .put("name", referenceOf(id));
        }
        group.put("panelsJSON", panels.toString());
    }

    /** What a control calls the data view of its field. */
    static String referenceOf(String id) {
        return "controlGroup_" + id + ":optionsListDataView";
    }
}
