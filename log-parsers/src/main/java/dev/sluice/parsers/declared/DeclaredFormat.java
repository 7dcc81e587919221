// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import dev.sluice.parsers.engine.Enrichments;
import dev.sluice.parsers.engine.LineParser;
import dev.sluice.parsers.yaml.YamlPlace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A declared format, compiled. Immutable; each place in a line gets a parser of its own. */
public final class DeclaredFormat {

    private final FormatDefinition definition;
    private final List<Matcher> ways;
    private final List<CompiledStep> steps;
    private final List<StrictField> strict;
    private final FieldLayout layout;
    private final Slots numbers;
    private final int[] slots;
    private final int[] plusSlots;

    DeclaredFormat(
            FormatDefinition definition,
            List<Matcher> ways,
            List<CompiledStep> steps,
            List<StrictField> strict,
            FieldLayout layout,
            Slots numbers,
            int[] plusSlots) {
        this.definition = definition;
        this.ways = List.copyOf(ways);
        this.steps = List.copyOf(steps);
        this.strict = List.copyOf(strict);
        this.layout = layout;
        this.numbers = numbers;
        slots = numbers.numbers().values().stream().mapToInt(Integer::intValue).toArray();
        this.plusSlots = plusSlots.clone();
    }

    public String name() {
        return definition.name();
    }

    /** The format of lines that are not of this one. */
    public Optional<String> otherwise() {
        return Optional.ofNullable(definition.otherwise()).map(FormatDefinition.Reference::name);
    }

    /** For whose lines it is where the sender left the format to {@code auto}. */
    public FormatUse use() {
        return definition.use();
    }

    /** A mistake that is known only beside other formats, with its place in the file. */
    public IllegalArgumentException problem(String what) {
        YamlPlace place = definition.otherwise() == null
                ? definition.place()
                : definition.otherwise().place();
        return place.problem(what);
    }

    /** Whether lines of the usual shape need no general engine for regular expressions. */
    public boolean isScanned() {
        return ways.stream().allMatch(way -> !(way instanceof ExpressionMatcher expression) || expression.isScanned());
    }

    /**
     * A parser of its lines.
     *
     * @param formats gives the parser of a format by its name, for lines that are not of this one
     */
    public LineParser parser(Enrichments enrichments, ParserByName formats) {
        LineParser otherwise = definition.otherwise() == null
                ? null
                : formats.parser(definition.otherwise().name());
        return new DeclaredParser(this, enrichments, otherwise);
    }

    /** Gives parsers by name. */
    @FunctionalInterface
    public interface ParserByName {
        LineParser parser(String name);
    }

    FormatDefinition definition() {
        return definition;
    }

    List<Matcher> ways() {
        return ways;
    }

    List<CompiledStep> steps() {
        return steps;
    }

    List<StrictField> strict() {
        return strict;
    }

    FieldLayout layout() {
        return layout;
    }

    /** Slots of values. */
    int[] slots() {
        return slots.clone();
    }

    /** Slots of values in which a plus stands for a blank. */
    int[] plusSlots() {
        return plusSlots.clone();
    }

    /** The line with the names of the columns, or null. */
    String header() {
        return definition.ways().stream()
                .filter(MatchDeclaration.Csv.class::isInstance)
                .map(way -> ((MatchDeclaration.Csv) way).header())
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    Captures newCaptures() {
        return new Captures(numbers.count(), numbers.limits().maxPairs());
    }
}
