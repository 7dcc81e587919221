// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.sluice.parsers.yaml.YamlPlace;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Checks a definition and compiles it. Runs once, at start. */
final class FormatCompiler {

    private final FormatDefinition definition;
    private final Map<String, FormatDefinition> all;
    private final Slots slots;

    /** What is declared of fields, in the format and in patterns. */
    private final Map<String, FieldDeclaration> declarations = new LinkedHashMap<>();

    private final List<CompiledStep> steps = new ArrayList<>();

    private FormatCompiler(FormatDefinition definition, Map<String, FormatDefinition> all, FormatLimits limits) {
        this.definition = definition;
        this.all = all;
        slots = new Slots(limits);
        declarations.putAll(definition.fields());
    }

    /** @param all definitions by name, to which steps may refer */
    static DeclaredFormat compile(FormatDefinition definition, Map<String, FormatDefinition> all, FormatLimits limits) {
        return new FormatCompiler(definition, all, limits).compile();
    }

    private DeclaredFormat compile() {
        List<Matcher> ways = definition.ways().stream()
                .map(way -> matcher(way, definition.patterns()))
                .toList();
        definition.steps().forEach(this::step);
        List.copyOf(slots.numbers().keySet()).forEach(this::sugar);
        checkUnused();
        Map<String, FieldDeclaration> complete = new HashMap<>();
        slots.numbers().keySet().forEach(field -> complete.put(field, complete(field)));
        checkPaths();
        int[] plusSlots = slots.numbers().entrySet().stream()
                .filter(slot -> complete.get(slot.getKey()).plusIsBlank())
                .mapToInt(Map.Entry::getValue)
                .toArray();
        List<StrictField> strict = slots.numbers().entrySet().stream()
                .filter(slot -> complete.get(slot.getKey()).strict())
                .map(slot -> StrictField.of(complete.get(slot.getKey()), slot.getValue()))
                .toList();
        return new DeclaredFormat(
                definition,
                ways,
                steps,
                strict,
                new FieldLayout(slots.numbers(), complete, definition.constants()),
                slots,
                plusSlots);
    }

    private Matcher matcher(MatchDeclaration way, Map<String, String> patterns) {
        return switch (way) {
            case MatchDeclaration.Dissect dissect -> DissectCompiler.compile(dissect, slots);
            case MatchDeclaration.Expression expression ->
                expression(expression, GrokPatterns.builtIn().with(patterns));
            case MatchDeclaration.Logfmt logfmt -> logfmt(logfmt);
            case MatchDeclaration.Csv csv -> csv(csv);
        };
    }

    private Matcher expression(MatchDeclaration.Expression declaration, GrokPatterns patterns) {
        PatternExpander expander = new PatternExpander(declaration, patterns, slots, declarations);
        String expanded = expander.expand();
        try {
            Pattern pattern = Pattern.compile(expanded, Pattern.DOTALL);
            return new ExpressionMatcher(
                    pattern,
                    expander.groups(),
                    ScannerCompiler.compile(declaration, patterns, slots).orElse(null));
        } catch (PatternSyntaxException e) {
            int at = Math.max(0, declaration.pattern().indexOf(e.getPattern()));
            throw expander.problem(at, e.getDescription() + ": '" + e.getPattern() + "'");
        }
    }

    private Matcher logfmt(MatchDeclaration.Logfmt declaration) {
        Map<String, Integer> slotByName = new LinkedHashMap<>();
        declaration.names().forEach((name, field) -> slotByName.put(name, slots.of(field, declaration.place())));
        for (FieldDeclaration field : definition.fields().values()) {
            slotByName.putIfAbsent(field.name(), slots.of(field.name(), field.place()));
        }
        int[] required = declaration.required().stream()
                .mapToInt(name -> slotByName.computeIfAbsent(name, each -> slots.of(each, declaration.place())))
                .toArray();
        String[] expected =
                declaration.required().stream().map(name -> "a pair " + name).toArray(String[]::new);
        return new LogfmtMatcher(new NameSlots(slotByName), required, expected);
    }

    private Matcher csv(MatchDeclaration.Csv declaration) {
        List<CsvMatcher.Column> columns = declaration.columns().stream()
                .map(column -> {
                    boolean isAppended = column.startsWith("+");
                    String field = isAppended ? column.substring(1) : column;
                    int slot = field.isEmpty() ? DissectMatcher.SKIPPED : slots.of(field, declaration.place());
                    return new CsvMatcher.Column(slot, isAppended);
                })
                .toList();
        return new CsvMatcher(columns, declaration.separator(), declaration.quote(), declaration.required());
    }

    private void step(FormatDefinition.Step step) {
        if (!slots.has(step.field())) {
            throw step.place()
                    .problem("the format '" + definition.name() + "' takes '" + step.field()
                            + "' apart, which nothing captures; it captures "
                            + String.join(", ", new TreeSet<>(slots.numbers().keySet())));
        }
        List<MatchDeclaration> ways = step.ways();
        Map<String, String> patterns = definition.patterns();
        if (step.format() != null) {
            FormatDefinition other = all.get(step.format().name());
            if (other == null) {
                throw step.format()
                        .place()
                        .problem("there is no declared format '" + step.format().name() + "'; there are "
                                + String.join(", ", new TreeSet<>(all.keySet())));
            }
            ways = other.ways();
            patterns = other.patterns();
            other.fields().forEach(declarations::putIfAbsent);
        }
        int slot = slots.of(step.field(), step.place());
        List<Matcher> matchers = new ArrayList<>();
        List<Boolean> keepsSlot = new ArrayList<>();
        for (MatchDeclaration way : ways) {
            slots.forgetUse();
            matchers.add(matcher(way, patterns));
            keepsSlot.add(step.keep() || slots.isUsed(step.field()));
        }
        steps.add(new CompiledStep(slot, matchers, keepsSlot));
    }

    /** Types that stand for a further step. */
    private void sugar(String field) {
        FieldDeclaration declaration = declarations.get(field);
        if (declaration == null || declaration.type() == null) {
            return;
        }
        YamlPlace place = declaration.place();
        int slot = slots.of(field, place);
        if (declaration.type() == FieldType.REQUEST) {
            refuse(field, place, "http.request.method", "url.original", "http.version");
            steps.add(new CompiledStep(
                    slot,
                    List.of(new RequestMatcher(
                            slots.of("http.request.method", place),
                            slots.of("url.original", place),
                            slots.of("http.version", place))),
                    List.of(false)));
        } else if (declaration.type() == FieldType.ENDPOINT) {
            if (!field.endsWith(".address")) {
                throw place.problem(
                        "'" + field
                                + "' has the type endpoint, which is for a field such as source.address: its port goes beside it");
            }
            String port = field.substring(0, field.length() - "address".length()) + "port";
            refuse(field, place, port);
            declarations.put(field, FieldDeclaration.of(field, place, FieldType.ADDRESS));
            steps.add(new CompiledStep(slot, List.of(new EndpointMatcher(slot, slots.of(port, place))), List.of(true)));
        }
    }

    private void refuse(String field, YamlPlace place, String... written) {
        for (String other : written) {
            if (slots.has(other)) {
                throw place.problem("'" + field + "' is taken apart into " + String.join(", ", written) + ", but "
                        + other + " is captured besides: leave one of them out");
            }
        }
    }

    private void checkUnused() {
        definition.fields().values().forEach(field -> {
            if (!slots.has(field.name())) {
                throw field.place()
                        .problem("'" + field.name() + "' is declared in the format '" + definition.name()
                                + "', and nothing captures it; it captures "
                                + String.join(
                                        ", ", new TreeSet<>(slots.numbers().keySet())));
            }
        });
    }

    private FieldDeclaration complete(String field) {
        FieldDeclaration declaration = declarations.get(field);
        YamlPlace place = declaration == null ? slots.place(field) : declaration.place();
        String reserved = FieldCatalog.reserved(field);
        if (reserved != null) {
            throw place.problem("'" + field + "' can't be captured, since " + reserved
                    + " is written for every event: choose another name");
        }
        String schema = field.equals(FieldLayout.TIMESTAMP)
                ? "date"
                : FieldCatalog.typeOf(field).orElse(null);
        FieldType type = declaration == null ? null : declaration.type();
        if (type == FieldType.SKIP) {
            return declaration;
        }
        if (type == null) {
            type = schema == null ? FieldType.KEYWORD : usual(field, schema, place);
        } else if (schema != null && !fits(type, schema)) {
            throw place.problem("'" + field + "' is declared as " + type.text() + ", but is " + schema
                    + " in the schema: leave the type out, or choose another name");
        }
        return declaration == null ? FieldDeclaration.of(field, place, type) : declaration.withType(type);
    }

    private FieldType usual(String field, String schema, YamlPlace place) {
        return switch (schema) {
            case "long" -> FieldType.LONG;
            case "float", "double" -> FieldType.DOUBLE;
            case "boolean" -> FieldType.BOOLEAN;
            case "date" -> FieldType.TIME;
            case "ip" -> FieldType.IP;
            case "keyword", "text", "wildcard" -> usualText(field);
            default ->
                throw place.problem("'" + field + "' is " + schema
                        + " in the schema, which no text can be: name a field inside of it");
        };
    }

    /** What ECS has beside a text is made of it, unless the format captures that itself. */
    private FieldType usualText(String field) {
        if (field.endsWith(".address")) {
            String object = field.substring(0, field.length() - "address".length());
            return slots.has(object + "ip") || slots.has(object + "domain") ? FieldType.KEYWORD : FieldType.ADDRESS;
        }
        if (field.equals("url.original")) {
            boolean capturesParts =
                    slots.numbers().keySet().stream().anyMatch(each -> each.startsWith("url.") && !each.equals(field));
            return capturesParts ? FieldType.KEYWORD : FieldType.URL;
        }
        return field.equals("user_agent.original") ? FieldType.USER_AGENT : FieldType.KEYWORD;
    }

    private static boolean fits(FieldType type, String schema) {
        return switch (type) {
            case KEYWORD, REQUEST, LIST ->
                List.of("keyword", "text", "wildcard").contains(schema);
            case ADDRESS, ENDPOINT, URL, USER_AGENT -> schema.equals("keyword") || schema.equals("wildcard");
            case LONG, DURATION -> schema.equals("long") || schema.equals("float") || schema.equals("double");
            case DOUBLE -> schema.equals("float") || schema.equals("double");
            case BOOLEAN -> schema.equals("boolean");
            case IP -> schema.equals("ip");
            case TIME -> schema.equals("date");
            case SKIP -> true;
        };
    }

    /** No field may be an object as well. */
    private void checkPaths() {
        TreeSet<String> paths = new TreeSet<>(slots.numbers().keySet());
        paths.addAll(definition.constants().keySet());
        for (String path : paths) {
            String inside = paths.higher(path + '.');
            boolean isObject = inside != null && inside.startsWith(path + '.');
            if (isObject && FieldCatalog.typeOf(path).isPresent()) {
                throw definition
                        .place()
                        .problem("'" + path + "' is a value and holds '" + inside + "' as well: rename one of them");
            }
        }
        definition.constants().forEach((field, constant) -> {
            if (FieldCatalog.reserved(field) != null || field.equals(FieldLayout.TIMESTAMP)) {
                throw constant.place().problem("'" + field + "' can't be set: it is written for every event");
            }
            if (slots.has(field)) {
                throw constant.place().problem("'" + field + "' is set and captured: leave one of them out");
            }
            if (FieldCatalog.typeOf(field).isEmpty()) {
                throw constant.place()
                        .problem("'" + field
                                + "' is no field of ECS, and so can't be the same for all events: use a label, such as labels."
                                + field.replace('.', '_'));
            }
        });
    }
}
