// SPDX-License-Identifier: Apache-2.0
package dev.sluice.parsers.declared;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.parsers.yaml.YamlValue;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/** Declared formats by name, compiled. */
public final class DeclaredFormats {

    /** None. */
    public static final DeclaredFormats NONE = new DeclaredFormats(new LinkedHashMap<>());

    private final SequencedMap<String, DeclaredFormat> formats;

    private DeclaredFormats(SequencedMap<String, DeclaredFormat> formats) {
        this.formats = formats;
    }

    /** Those that come along. */
    public static DeclaredFormats shipped() {
        return Shipped.FORMATS;
    }

    /** Of some of them what {@code auto} takes: what can hardly be anything else. */
    public static DeclaredFormats strict() {
        return Shipped.STRICT;
    }

    private static final class Shipped {
        private static final DeclaredFormats FORMATS = read("formats.yaml");
        private static final DeclaredFormats STRICT = read("formats-auto.yaml");

        private static DeclaredFormats read(String name) {
            try (InputStream resource = DeclaredFormats.class.getResourceAsStream(name)) {
                return compile(
                        FormatFileReader.read(name, new String(resource.readAllBytes(), UTF_8)), FormatLimits.DEFAULT);
            } catch (IOException e) {
                throw new UncheckedIOException("the formats that come along can't be read", e);
            }
        }
    }

    /**
     * Reads files of formats.
     *
     * @throws IllegalArgumentException if one can't be read or understood; the message names the file, the line and the column
     */
    public static DeclaredFormats read(List<Path> files, FormatLimits limits) {
        return of(texts(files), limits);
    }

    /**
     * What files of formats say, by their names, in order.
     *
     * @throws IllegalArgumentException if one can't be read; the message names it
     */
    public static Map<String, String> texts(List<Path> files) {
        Map<String, String> texts = new LinkedHashMap<>();
        files.forEach(file -> texts.put(file.toString(), YamlValue.textOf(file, "sluice.parser.format-files")));
        return texts;
    }

    /**
     * Whether a text is that of a file of formats, and not of rules.
     *
     * @throws IllegalArgumentException if it is no map
     */
    public static boolean areIn(String file, String text) {
        Map<String, YamlValue> members = YamlValue.read(file, text).map();
        return members.containsKey("formats") || members.containsKey("patterns");
    }

    /** The same as {@link #read} of texts, by the names of their files. */
    public static DeclaredFormats of(Map<String, String> texts, FormatLimits limits) {
        List<FormatDefinition> definitions = new ArrayList<>();
        texts.forEach((file, text) -> definitions.addAll(FormatFileReader.read(file, text)));
        return compile(definitions, limits);
    }

    /**
     * The same of a text.
     *
     * @param file its name, for messages
     */
    public static DeclaredFormats of(String file, String text, FormatLimits limits) {
        return compile(FormatFileReader.read(file, text), limits);
    }

    private static DeclaredFormats compile(List<FormatDefinition> definitions, FormatLimits limits) {
        Map<String, FormatDefinition> byName = new HashMap<>();
        for (FormatDefinition definition : definitions) {
            FormatDefinition other = byName.put(definition.name(), definition);
            if (other != null) {
                throw definition
                        .place()
                        .problem("there is a format '" + definition.name() + "' at " + other.place()
                                + " already: choose another name");
            }
        }
        SequencedMap<String, DeclaredFormat> formats = new LinkedHashMap<>();
        for (FormatDefinition definition : definitions) {
            checkOtherwise(definition, byName);
            formats.put(definition.name(), FormatCompiler.compile(definition, byName, limits));
        }
        return new DeclaredFormats(formats);
    }

    private static void checkOtherwise(FormatDefinition definition, Map<String, FormatDefinition> byName) {
        List<String> chain = new ArrayList<>(List.of(definition.name()));
        FormatDefinition each = definition;
        while (each != null && each.otherwise() != null) {
            String next = each.otherwise().name();
            boolean isCircle = chain.contains(next);
            chain.add(next);
            if (isCircle) {
                throw definition
                        .otherwise()
                        .place()
                        .problem("what is none of these formats would be tried for ever: " + String.join(" → ", chain)
                                + "; let the last say else: text");
            }
            each = byName.get(next);
        }
    }

    public Collection<DeclaredFormat> all() {
        return List.copyOf(formats.values());
    }

    public List<String> names() {
        return List.copyOf(formats.keySet());
    }

    /** The format of that name, or null. */
    public DeclaredFormat get(String name) {
        return formats.get(name);
    }
}
