// SPDX-License-Identifier: Apache-2.0
package dev.sluice.detector.crowdsec;

import dev.sluice.detector.event.EventField;
import dev.sluice.detector.rule.CorrelationRule;
import dev.sluice.detector.rule.DetectionRule;
import dev.sluice.detector.rule.DetectionRule.Level;
import dev.sluice.detector.rule.DetectionRule.Origin;
import dev.sluice.detector.rule.EventCondition;
import dev.sluice.detector.sigma.RuleDocument;
import dev.sluice.detector.sigma.SigmaExamples;
import dev.sluice.detector.sigma.SigmaException;
import dev.sluice.detector.sigma.SigmaReader;
import dev.sluice.detector.sigma.SigmaVersions;
import dev.sluice.detector.window.WindowSpec;
import dev.sluice.detector.window.WindowSpec.Measure;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Reads scenarios in CrowdSec's form (docs.crowdsec.net, "Scenarios, format") of the types {@code trigger}, {@code leaky} and {@code counter}: what
 * those over web logs use of it. A scenario becomes one incident, updated and closed, where CrowdSec has an alert for each overflow.
 */
public final class ScenarioReader {

    /** What the scenarios of the hub stand under. */
    private static final String HUB_LICENCE = "MIT";

    /** Seconds below the capacity after which an incident is over, where there is no {@code blackhole}. */
    private static final int QUIET = 300;

    private static final int LONGEST = 7 * 86_400;
    private static final Pattern DURATION = Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s|m|h|d)");
    private static final Map<String, Integer> MILLIS =
            Map.of("ms", 1, "s", 1_000, "m", 60_000, "h", 3_600_000, "d", 86_400_000);
    private static final Pattern TECHNIQUE = Pattern.compile("attack\\.(T\\d{4}(?:\\.\\d{3})?)");

    /** What is read, and what says nothing about what is found. */
    private static final Set<String> KNOWN = Set.of(
            "type",
            "name",
            "description",
            "filter",
            "groupby",
            "distinct",
            "capacity",
            "leakspeed",
            "duration",
            "blackhole",
            "labels",
            "scope",
            "author",
            "license",
            "references",
            "examples",
            "format",
            "debug",
            "data",
            "reprocess",
            "cache_size");

    private final MappingNode root;
    private final Map<String, Node> fields;
    private final Map<String, String> files;
    private final Map<String, String> used = new TreeMap<>();
    private final List<String> changes = new ArrayList<>();

    private ScenarioReader(MappingNode root, Map<String, String> files) {
        this.root = root;
        this.fields = SigmaReader.fields(root);
        this.files = files;
    }

    /** Whether the first document of a file is a scenario, and no rule of Sigma's. */
    public static boolean isScenario(String yaml) {
        Map<String, Node> fields = SigmaReader.fields(SigmaReader.roots(yaml).getFirst());
        return fields.containsKey("filter") && !fields.containsKey("logsource");
    }

    /**
     * The scenarios of a file, which may hold several documents.
     *
     * @param files texts of data files, by their names
     * @throws SigmaException if one of them can't be taken
     */
    public static List<RuleDocument> readAll(String yaml, Map<String, String> files) {
        List<RuleDocument> scenarios = new ArrayList<>();
        for (MappingNode root : SigmaReader.roots(yaml)) {
            scenarios.add(new ScenarioReader(root, files).read(SigmaVersions.of(root, yaml, Map.of())));
        }
        return scenarios;
    }

    private CrowdSecScenario read(String ofText) {
        fields.forEach((name, node) -> {
            if (!KNOWN.contains(name)) {
                throw new SigmaException(node, name + " is not supported");
            }
        });
        String name = SigmaReader.scalar(SigmaReader.need(root, fields, "name"), "name");
        String title = SigmaReader.text(fields, "description", name);
        Optional<EventField> distinct = distinct();
        WindowSpec spec = spec(distinct.isPresent());
        List<EventField> groupBy = groupBy();
        EventCondition condition = filter();
        String version = SigmaVersions.over(ofText, List.copyOf(used.values()));
        Map<String, Node> labels = fields.containsKey("labels")
                ? SigmaReader.fields(SigmaReader.map(fields.get("labels"), "labels"))
                : Map.of();
        Level level = SigmaReader.text(labels, "remediation", "false").equals("true") ? Level.HIGH : Level.MEDIUM;
        Origin origin = origin(name, labels);
        DetectionRule filter = new DetectionRule(name + "#filter", version, title, level, origin, condition);
        CorrelationRule bucket = new CorrelationRule(
                name, version, title, level, origin, List.of(filter.id()), groupBy, distinct, spec, false, true);
        return new CrowdSecScenario(filter, bucket, changes, SigmaExamples.check(filter, fields.get("examples")));
    }

    private Origin origin(String name, Map<String, Node> labels) {
        int slash = name.indexOf('/');
        List<String> techniques = new ArrayList<>();
        for (String label : SigmaReader.texts(labels.get("classification"))) {
            Matcher technique = TECHNIQUE.matcher(label);
            if (technique.matches()) {
                techniques.add(technique.group(1));
            }
        }
        return new Origin(
                SigmaReader.text(fields, "author", slash < 0 ? "unknown" : name.substring(0, slash)),
                SigmaReader.text(fields, "license", HUB_LICENCE),
                SigmaReader.texts(fields.get("references")),
                techniques);
    }

    private WindowSpec spec(boolean isDistinct) {
        Node type = SigmaReader.need(root, fields, "type");
        int quiet = fields.containsKey("blackhole") ? seconds("blackhole") : QUIET;
        try {
            return switch (SigmaReader.scalar(type, "type")) {
                case "trigger" -> new WindowSpec(isDistinct ? Measure.DISTINCT : Measure.SUM, 60, 1, quiet);
                case "leaky" -> {
                    int capacity = capacity(SigmaReader.need(root, fields, "capacity"), 0);
                    yield WindowSpec.leaky(isDistinct, capacity, millis("leakspeed"), quiet);
                }
                case "counter" -> {
                    changes.add("what a counter counts is told when it begins and each minute, not after its duration");
                    int capacity = fields.containsKey("capacity") ? capacity(fields.get("capacity"), -1) : -1;
                    yield new WindowSpec(
                            isDistinct ? Measure.DISTINCT : Measure.SUM,
                            seconds("duration"),
                            Math.max(capacity, 0) + 1L,
                            quiet);
                }
                default ->
                    throw new SigmaException(
                            type, "type is trigger, leaky or counter, was '" + SigmaReader.scalar(type, "type") + "'");
            };
        } catch (IllegalArgumentException e) {
            throw new SigmaException(fields.getOrDefault("capacity", type), e.getMessage());
        }
    }

    private static int capacity(Node node, int least) {
        String text = SigmaReader.scalar(node, "capacity");
        if (!text.matches("-1|\\d{1,6}") || Integer.parseInt(text) < least) {
            throw new SigmaException(node, "capacity is a whole number of at least " + least + ", was '" + text + "'");
        }
        return Integer.parseInt(text);
    }

    private int seconds(String name) {
        return Math.toIntExact(Math.max(1, (millis(name) + 999) / 1_000));
    }

    private long millis(String name) {
        Node node = SigmaReader.need(root, fields, name);
        String text = SigmaReader.scalar(node, name);
        Matcher part = DURATION.matcher(text);
        BigDecimal sum = BigDecimal.ZERO;
        int end = 0;
        while (end < text.length() && part.find(end) && part.start() == end) {
            sum = sum.add(new BigDecimal(part.group(1)).multiply(new BigDecimal(MILLIS.get(part.group(2)))));
            end = part.end();
        }
        if (end < text.length() || sum.signum() <= 0 || sum.compareTo(new BigDecimal(LONGEST * 1_000L)) > 0) {
            throw new SigmaException(
                    node, name + " is a duration such as 10s or 1m30s, at most 7d, was '" + text + "'");
        }
        return Math.max(1, sum.longValue());
    }

    private EventCondition filter() {
        Node node = SigmaReader.need(root, fields, "filter");
        try {
            EventCondition condition =
                    ScenarioExpression.condition(SigmaReader.scalar(node, "filter"), name -> lines(name));
            if (condition.isNever()) {
                throw new SigmaException(node, "filter can never be true of a web server's events");
            }
            return condition;
        } catch (ScenarioException e) {
            throw new SigmaException(node, e.getMessage());
        }
    }

    private List<String> lines(String name) {
        String text = files.get(name);
        if (text == null) {
            throw new ScenarioException("there is no file '" + name + "' beside it or in a folder above");
        }
        used.put(name, text);
        return text.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private Optional<EventField> distinct() {
        List<EventField> joined = joined("distinct");
        if (joined.size() > 1) {
            throw new SigmaException(fields.get("distinct"), "distinct is one field");
        }
        return joined.stream().findFirst();
    }

    /** The address first, whose group it is. */
    private List<EventField> groupBy() {
        List<EventField> joined = new ArrayList<>(joined("groupby"));
        if (joined.remove(EventField.SOURCE_IP)) {
            joined.addFirst(EventField.SOURCE_IP);
        }
        Node scope = fields.get("scope");
        if (scope != null
                && !SigmaReader.text(SigmaReader.fields(SigmaReader.map(scope, "scope")), "type", "Ip")
                        .equals("Ip")) {
            throw new SigmaException(scope, "only the scope Ip is supported");
        }
        return joined;
    }

    private List<EventField> joined(String name) {
        Node node = fields.get(name);
        if (node == null) {
            return List.of();
        }
        try {
            List<EventField> joined = new ArrayList<>();
            for (String field : ScenarioExpression.joined(SigmaReader.scalar(node, name))) {
                joined.add(field(name, field));
            }
            return joined;
        } catch (ScenarioException e) {
            throw new SigmaException(node, e.getMessage());
        }
    }

    private EventField field(String where, String name) {
        if (name.equals(ScenarioFields.FILE_NAME)) {
            changes.add(where + ": the whole path is taken for the file's name");
            return EventField.URL_PATH;
        }
        return ScenarioFields.find(name)
                .orElseThrow(() -> new ScenarioException("no event of a web server has " + name));
    }
}
